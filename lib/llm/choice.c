/* Scores messages that wait, and chooses the best. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "llm/choice.h"
#include "text/hangul.h"
#include "text/lately.h"
#include "text/repeats.h"

enum {
	BUCKETS = 8192,
	LONG_AGO_MS = 10 * 60 * 1000, /* not answered since: waiting */
	JUST_NOW_MS = 2 * 60 * 1000   /* answered since: others' turn */
};

#define NONE UINT32_MAX

/* Where a waiting message is kept. */
struct choice_item {
	struct buf texts; /* user id, user, text, currency, platform, ids: one
			   * behind the other */
	uint32_t end[5];  /* where the first five end */
	uint32_t id_end[CHOICE_IDS];
	size_t n_ids;
	uint64_t key;     /* of the text */
	uint64_t arrived; /* in order */
	uint32_t count;   /* messages that say it */
	int64_t amount, months;
	unsigned why;
	double score;
	bool taken;
	uint32_t heap; /* its place there */
	uint32_t next; /* of the same bucket */
};

struct choice {
	struct str names[CHOICE_NAMES];
	size_t n_names;
	enum choice_order order;
	uint32_t most;            /* that wait */
	struct choice_item *item; /* CHOICE_MOST + CHOICE_LINES */
	uint32_t *heap;           /* the lowest score on top */
	uint32_t n_heap;
	uint32_t *bucket;
	uint32_t *free;
	uint32_t n_free;
	uint32_t taken[CHOICE_LINES];
	size_t n_taken;
	struct repeats same;
	struct lately met, answered; /* by user */
	uint64_t arrivals;
	struct choice_counts counts;
	struct arena texts;
};

enum { ITEMS = CHOICE_MOST + CHOICE_LINES };

struct choice *
choice_new(struct str names)
{
	struct choice *c = xcalloc(1, sizeof *c);

	c->most = CHOICE_MOST;
	c->item = xcalloc(ITEMS, sizeof *c->item);
	c->heap = xcalloc(ITEMS, sizeof *c->heap);
	c->free = xcalloc(ITEMS, sizeof *c->free);
	c->bucket = xcalloc(BUCKETS, sizeof *c->bucket);
	memset(c->bucket, 0xFF, BUCKETS * sizeof *c->bucket);
	for (uint32_t i = 0; i < ITEMS; i++)
		c->free[c->n_free++] = ITEMS - 1 - i;
	while (names.p != NULL && c->n_names < CHOICE_NAMES) {
		struct str name = str_trim(str_cut(&names, ','));

		if (name.n == 0)
			continue;
		c->names[c->n_names].p = arena_copy(&c->texts, name.p, name.n);
		c->names[c->n_names++].n = name.n;
	}
	return c;
}

void
choice_set(struct choice *c, enum choice_order order, uint32_t most)
{
	c->order = order;
	c->most = most;
}

void
choice_free(struct choice *c)
{
	if (c == NULL)
		return;
	for (uint32_t i = 0; i < ITEMS; i++)
		buf_free(&c->item[i].texts);
	free(c->item);
	free(c->heap);
	free(c->free);
	free(c->bucket);
	repeats_free(&c->same);
	lately_free(&c->met);
	lately_free(&c->answered);
	arena_free(&c->texts);
	free(c);
}

/* ---- the heap of those that wait ---- */

static bool
is_lower(const struct choice *c, uint32_t a, uint32_t b)
{
	const struct choice_item *x = &c->item[a], *y = &c->item[b];

	if (x->score != y->score)
		return x->score < y->score;
	return x->arrived < y->arrived;
}

static void
put_at(struct choice *c, uint32_t place, uint32_t i)
{
	c->heap[place] = i;
	c->item[i].heap = place;
}

static void
sift(struct choice *c, uint32_t place)
{
	uint32_t i = c->heap[place];

	while (place > 0 && is_lower(c, i, c->heap[(place - 1) / 2])) {
		put_at(c, place, c->heap[(place - 1) / 2]);
		place = (place - 1) / 2;
	}
	for (uint32_t child; (child = 2 * place + 1) < c->n_heap;
	     place = child) {
		if (child + 1 < c->n_heap &&
		    is_lower(c, c->heap[child + 1], c->heap[child]))
			child++;
		if (!is_lower(c, c->heap[child], i))
			break;
		put_at(c, place, c->heap[child]);
	}
	put_at(c, place, i);
}

static void
heap_add(struct choice *c, uint32_t i)
{
	put_at(c, c->n_heap++, i);
	sift(c, c->item[i].heap);
}

static void
heap_remove(struct choice *c, uint32_t i)
{
	uint32_t place = c->item[i].heap, last = c->heap[--c->n_heap];

	if (last == i)
		return;
	put_at(c, place, last);
	sift(c, place);
}

/* ---- texts that are the same ---- */

/* Whether it gets its answer, however long that takes. */
static bool
is_owed(const struct choice *c, uint32_t i)
{
	return (c->item[i].why & WHY_OWED) != 0;
}

/* A chat that waits and says the same. */
static uint32_t
find_same(const struct choice *c, uint64_t key)
{
	uint32_t i = c->bucket[key / 2 % BUCKETS];

	while (i != NONE &&
	    (c->item[i].key != key || c->item[i].taken || is_owed(c, i)))
		i = c->item[i].next;
	return i;
}

static void
list(struct choice *c, uint32_t i)
{
	uint32_t *head = &c->bucket[c->item[i].key / 2 % BUCKETS];

	c->item[i].next = *head;
	*head = i;
}

static void
unlist(struct choice *c, uint32_t i)
{
	uint32_t *at = &c->bucket[c->item[i].key / 2 % BUCKETS];

	while (*at != NONE && *at != i)
		at = &c->item[*at].next;
	if (*at == i)
		*at = c->item[i].next;
}

/* ---- scores ---- */

static bool
has(struct str s, const char *what)
{
	return s.n > 0 && memmem(s.p, s.n, what, strlen(what)) != NULL;
}

static bool
is_question(struct str text)
{
	static const char *const words[] = { "?", "？", "뭐", "왜", "어떻게",
		"언제", "누구", "어디", "무슨", "몇", "어때", "how ", "what ",
		"why ", "when ", "who " };
	static const char *const endings[] = { "까", "까요", "나요", "가요",
		"냐", "니", "인가", "던가", "은데요" };

	text = str_trim(text);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (has(text, words[i]))
			return true;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (str_ends(text, endings[i]))
			return true;
	return false;
}

static bool
is_asked(const struct choice *c, struct str text)
{
	for (size_t i = 0; i < c->n_names; i++) {
		struct str name = c->names[i];

		for (size_t k = 0; k + name.n <= text.n; k++)
			if (strncasecmp(text.p + k, name.p, name.n) == 0)
				return true;
	}
	return false;
}

/* Laughing, weeping, marks: nothing with a syllable, a letter or a digit. */
static bool
says_nothing(struct str text)
{
	while (text.n > 0) {
		uint32_t c;
		size_t n = utf8_next(text, &c);

		if ((c >= '0' && c <= '9') ||
		    (c >= 0x80 && !hangul_is_letter(c)) ||
		    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
			return false;
		text = (struct str){ text.p + n, text.n - n };
	}
	return true;
}

static const struct {
	unsigned why;
	const char *name;
	double score;
} reasons[] = {
	{ WHY_PAID, "paid", 100 }, { WHY_SUBSCRIBED, "subscribed", 60 },
	{ WHY_RAID, "raid", 60 }, { WHY_STREAMER, "streamer", 40 },
	{ WHY_ASKED, "asked", 30 }, { WHY_QUESTION, "question", 15 },
	{ WHY_FIRST, "first", 12 }, { WHY_WAITING, "waiting", 5 },
	{ WHY_MANY, "many", 0 }, /* by how many */
};
enum { REASONS = sizeof reasons / sizeof *reasons };
_Static_assert((int)REASONS == (int)CHOICE_WHYS, "every reason has a name");

size_t
choice_whys(unsigned why, struct str *names)
{
	size_t n = 0;

	for (size_t i = 0; i < REASONS; i++)
		if ((why & reasons[i].why) != 0)
			names[n++] = str_of(reasons[i].name);
	return n;
}

/* What is known of the writer. */
static unsigned
judge_user(struct choice *c, const struct event *e, int64_t now, double *score)
{
	struct lately_note *met, *answered;
	uint64_t key = lately_key(e->user_id, 0);
	bool first;

	if (e->user_id.n == 0)
		return 0;
	met = lately_note(&c->met, key);
	first = met->n++ == 0;
	answered = lately_note(&c->answered, key);
	if (answered->at != WHEN_UNKNOWN && now - answered->at < JUST_NOW_MS) {
		*score -= 10;
		return 0;
	}
	if (first)
		return WHY_FIRST;
	return answered->at == WHEN_UNKNOWN || now - answered->at >= LONG_AGO_MS
	    ? WHY_WAITING
	    : 0;
}

static unsigned
judge_text(const struct choice *c, const struct event *e, double *score)
{
	unsigned why = 0;

	if (says_nothing(e->text))
		*score -= 20;
	if (is_asked(c, e->text))
		why |= WHY_ASKED;
	if (is_question(e->text))
		why |= WHY_QUESTION;
	return why;
}

/* By the time of arrival; what gets its answer in any case comes first. */
static double
score_by_time(const struct choice *c, const struct choice_item *m)
{
	double score = (double)m->arrived;

	if (c->order == CHOICE_OLDEST)
		score = -score;
	return (m->why & WHY_OWED) != 0 ? score + 0x1p40 : score;
}

static double
score_of(const struct choice *c, const struct choice_item *m, double extra)
{
	double score = extra;

	if (c->order != CHOICE_SCORED)
		return score_by_time(c, m);
	for (size_t i = 0; i < REASONS; i++)
		if ((m->why & reasons[i].why) != 0)
			score += reasons[i].score;
	if (m->amount > 0)
		score += 10 * log2(1 + (double)m->amount / 1000);
	return score;
}

/* ---- messages come ---- */

static void
store(struct choice_item *m, const struct event *e)
{
	const struct str parts[] = { e->user_id, e->user, e->text, e->currency,
		e->platform };

	m->texts.n = 0;
	for (int i = 0; i < 5; i++) {
		buf_str(&m->texts, utf8_cut(parts[i], 4096));
		m->end[i] = (uint32_t)m->texts.n;
	}
	m->n_ids = 0;
}

static void
store_id(struct choice_item *m, struct str id)
{
	if (id.n == 0 || id.n > 256 || m->n_ids == CHOICE_IDS)
		return;
	buf_str(&m->texts, id);
	m->id_end[m->n_ids++] = (uint32_t)m->texts.n;
}

static void
release(struct choice *c, uint32_t i)
{
	c->item[i].taken = false;
	c->free[c->n_free++] = i;
}

/* It will not be answered. */
static void
pass_over(struct choice *c, uint32_t i)
{
	c->counts.dropped += c->item[i].count;
	c->counts.held -= c->item[i].count;
	unlist(c, i);
	release(c, i);
}

void
choice_met(struct choice *c, struct str user_id)
{
	if (user_id.n > 0)
		lately_note(&c->met, lately_key(user_id, 0))->n++;
}

/* One more says what waits already. */
static void
join(struct choice *c, uint32_t i, const struct event *e)
{
	struct choice_item *m = &c->item[i];

	m->count++;
	if (c->order == CHOICE_SCORED)
		m->score += 8 * (log2(m->count) - log2(m->count - 1)) +
		    (m->count == 2 ? 4 : 0);
	m->why |= WHY_MANY;
	choice_met(c, e->user_id);
	store_id(m, e->message_id);
	sift(c, m->heap);
}

static void
enter(struct choice *c, const struct event *e, uint64_t key, int64_t now)
{
	uint32_t i = c->free[--c->n_free];
	struct choice_item *m = &c->item[i];
	double extra = 0;

	store(m, e);
	store_id(m, e->message_id);
	m->key = key;
	m->arrived = c->arrivals;
	m->count = 1;
	m->amount = e->type == EVENT_DONATION && e->amount > 0 ? e->amount : 0;
	m->months =
	    e->type == EVENT_SUBSCRIPTION && e->months > 0 ? e->months : 0;
	m->why = judge_user(c, e, now, &extra) | judge_text(c, e, &extra);
	if (e->type == EVENT_DONATION)
		m->why |= WHY_PAID;
	if (e->type == EVENT_SUBSCRIPTION)
		m->why |= WHY_SUBSCRIBED;
	if (e->type == EVENT_MODERATION)
		m->why |= WHY_RAID;
	if (str_is(e->role, "streamer"))
		m->why |= WHY_STREAMER;
	m->score = score_of(c, m, extra);
	list(c, i);
	heap_add(c, i);
}

static void
make_room(struct choice *c)
{
	uint32_t lowest;

	if (c->n_heap < c->most)
		return;
	lowest = c->heap[0];
	heap_remove(c, lowest);
	pass_over(c, lowest);
}

bool
choice_is_message(const struct event *e)
{
	return e->type <= EVENT_SUBSCRIPTION ||
	    (e->type == EVENT_MODERATION && str_is(e->action, "raid"));
}

/* ---- moderation ---- */

static struct str
part_of(const struct choice_item *m, int i)
{
	uint32_t start = i > 0 ? m->end[i - 1] : 0;

	return (struct str){ m->texts.p + start, m->end[i] - start };
}

static struct str
id_of(const struct choice_item *m, size_t i)
{
	uint32_t start = i > 0 ? m->id_end[i - 1] : m->end[4];

	return (struct str){ m->texts.p + start, m->id_end[i] - start };
}

/* The target is a message's id or how it begins, or a user. */
static bool
is_taken_away(const struct choice_item *m, const struct event *e)
{
	struct str target = e->target_message_id;
	struct str id = m->n_ids > 0 ? id_of(m, 0) : (struct str){ 0 };

	if (m->count > 1)
		return false; /* others say it too */
	if (target.n > 0)
		return id.n >= target.n &&
		    memcmp(id.p, target.p, target.n) == 0;
	return e->target_user_id.n > 0 &&
	    str_eq(e->target_user_id, part_of(m, 0));
}

static void
moderate(struct choice *c, const struct event *e)
{
	if (e->type != EVENT_MODERATION || str_is(e->action, "unblind"))
		return;
	for (uint32_t i = c->n_heap; i-- > 0;) {
		uint32_t item = c->heap[i];

		if (!is_taken_away(&c->item[item], e))
			continue;
		heap_remove(c, item);
		pass_over(c, item);
		i = c->n_heap; /* the heap has changed */
	}
}

void
choice_add(struct choice *c, const struct event *e, int64_t now)
{
	uint64_t key;
	uint32_t same;

	if (!choice_is_message(e)) {
		moderate(c, e);
		return;
	}
	c->counts.in++;
	c->counts.held++;
	c->arrivals++;
	key = repeats_key(&c->same, e->text);
	same = e->type == EVENT_CHAT ? find_same(c, key) : NONE;
	if (same != NONE) {
		join(c, same, e);
		return;
	}
	make_room(c);
	enter(c, e, key, now);
}

struct choice_counts
choice_counts(const struct choice *c)
{
	return c->counts;
}

size_t
choice_waiting(const struct choice *c)
{
	return c->n_heap;
}

bool
choice_is_paid(const struct choice *c)
{
	for (uint32_t i = 0; i < c->n_heap; i++)
		if (c->item[c->heap[i]].why & WHY_PAID)
			return true;
	return false;
}

/* ---- batches ---- */

static void
show(const struct choice_item *m, int number, struct choice_line *out)
{
	*out = (struct choice_line){ .why = m->why,
		.score = m->score,
		.n_ids = m->n_ids,
		.user_id = part_of(m, 0),
		.platform = part_of(m, 4) };
	out->line = (struct prompt_line){ .number = number,
		.user = part_of(m, 1),
		.text = part_of(m, 2),
		.currency = part_of(m, 3),
		.amount = m->amount,
		.months = m->months,
		.others = m->count - 1,
		.streamer = (m->why & WHY_STREAMER) != 0,
		.first = (m->why & WHY_FIRST) != 0,
		.raid = (m->why & WHY_RAID) != 0 };
	if (out->line.currency.n == 0)
		out->line.currency = (struct str){ 0 };
	for (size_t i = 0; i < m->n_ids; i++)
		out->ids[i] = id_of(m, i);
}

struct choice_rank {
	uint32_t item;
	double score;
	uint64_t arrived;
};

/* The best first; of two alike the newer. */
static int
by_score(const void *a, const void *b)
{
	const struct choice_rank *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return x->arrived < y->arrived ? 1 : -1;
}

/* What is not chosen now is not chosen later, unless an answer is owed or they
 * come one after the other. */
static void
leave(struct choice *c, uint32_t i)
{
	if (is_owed(c, i) || c->order == CHOICE_OLDEST)
		return;
	heap_remove(c, i);
	pass_over(c, i);
}

size_t
choice_take(struct choice *c, const struct gauge *g, size_t tokens, size_t most,
    struct choice_line *out)
{
	struct choice_rank *rank = xcalloc(c->n_heap + 1, sizeof *rank);
	size_t waiting = c->n_heap, used = 0;

	for (uint32_t i = 0; i < waiting; i++) {
		const struct choice_item *m = &c->item[c->heap[i]];

		rank[i] =
		    (struct choice_rank){ c->heap[i], m->score, m->arrived };
	}
	qsort(rank, waiting, sizeof *rank, by_score);
	c->n_taken = 0;
	for (size_t i = 0; i < waiting; i++) {
		uint32_t item = rank[i].item;
		struct choice_item *m = &c->item[item];
		size_t cost = gauge_tokens(g, buf_view(&m->texts)) + 12;

		if (c->n_taken == most || c->n_taken == CHOICE_LINES ||
		    (c->n_taken > 0 && used + cost > tokens)) {
			leave(c, item);
			continue;
		}
		used += cost;
		heap_remove(c, item);
		m->taken = true;
		c->taken[c->n_taken] = item;
		show(m, (int)c->n_taken + 1, &out[c->n_taken]);
		c->n_taken++;
	}
	free(rank);
	return c->n_taken;
}

void
choice_end(struct choice *c, bool answered, int64_t now)
{
	for (size_t k = 0; k < c->n_taken; k++) {
		uint32_t i = c->taken[k];
		struct choice_item *m = &c->item[i];

		m->taken = false;
		if (!answered && is_owed(c, i)) {
			heap_add(c, i);
			continue;
		}
		if (!answered) {
			pass_over(c, i);
			continue;
		}
		lately_note(&c->answered, lately_key(part_of(m, 0), 0))->at =
		    now;
		c->counts.answered += m->count;
		c->counts.held -= m->count;
		unlist(c, i);
		release(c, i);
	}
	c->n_taken = 0;
}
