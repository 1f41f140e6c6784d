/* Keeps what is known of a channel. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "term/watched.h"
#include "text/gist.h"

enum {
	LATE = 2,        /* seconds that latecomers have */
	LEARNED = 30,    /* seconds until a level is known */
	LOOK_SEC = 2,    /* between looks for keywords */
	WORDS_MAX = 200, /* bytes */
	TEXT_MAX = 400,  /* of a line's, in bytes */
	NAME_MAX = 100,
};

static const struct peakscan_rule rule = { .place_sec = 1, .alarms = 0.1 };
/* How counts vary where nobody has looked yet (level.h). */
static const double dispersion = 2;
/* Messages a second that a multiple is of at least: one in twenty seconds. */
static const double least_level = 0.05;

static void
forget_all(struct watched *w, int64_t sec)
{
	memset(w->count, 0, sizeof w->count);
	w->level = (struct level){ 0 };
	peakscan_init(&w->scan, rule);
	w->now = sec;
	w->scanned = w->scan_start = sec - LATE;
	w->moment.open = false;
}

void
watched_begin(struct watched *w, int64_t sec)
{
	*w = (struct watched){ .viewers = -1 };
	w->moment.multiple = (double)NAN;
	forget_all(w, sec);
	company_advance(&w->company, sec);
}

void
watched_free(struct watched *w)
{
	struct buf *all[] = { &w->name, &w->title, &w->platform, &w->currency,
		&w->moment.words, &w->words };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		buf_free(all[i]);
	for (size_t i = 0; i < WATCHED_LINES; i++)
		free(w->line[i].mem);
	company_free(&w->company);
}

static uint32_t *
count_at(struct watched *w, int64_t sec)
{
	return &w->count[sec % WATCHED_SEC];
}

static bool
is_known(const struct watched *w, int64_t sec)
{
	return sec > w->now - WATCHED_SEC && sec <= w->now;
}

/* ---- moments ---- */

static void
set_words(struct buf *b, struct strs words)
{
	b->n = 0;
	for (size_t i = 0; i < words.n && b->n < WORDS_MAX; i++) {
		if (i > 0)
			buf_addc(b, ' ');
		buf_str(b, utf8_cut(words.at[i], WORDS_MAX));
	}
}

static void
take_report(struct watched *w, const struct peakscan_report *r)
{
	struct watched_moment *m = &w->moment;
	int64_t start = w->scan_start + r->start;

	if (!m->open)
		m->words.n = 0;
	m->known = true;
	m->open = r->open;
	m->start = start;
	m->heard = w->now;
	m->multiple = r->rate / fmax(r->level, least_level);
	w->worded = 0;
}

/* A second is over; while the chat is lost, nothing is known of it. */
static void
scan(struct watched *w, int64_t sec)
{
	struct peakscan_report report;
	double count = *count_at(w, sec);

	if (w->link == WATCHED_LOST && count == 0) {
		peakscan_skip(&w->scan);
		return;
	}
	peakscan_add(&w->scan, count);
	while (peakscan_next(&w->scan, &report))
		if (!w->told)
			take_report(w, &report);
	if (!peakscan_is_on(&w->scan))
		level_learn(&w->level, count, dispersion, rule.place_sec);
}

void
watched_advance(struct watched *w, int64_t sec)
{
	if (sec - w->now >= WATCHED_SEC)
		forget_all(w, sec);
	company_advance(&w->company, sec);
	while (w->now < sec) {
		*count_at(w, ++w->now) = 0;
		for (; w->scanned < w->now - LATE; w->scanned++)
			scan(w, w->scanned);
	}
}

void
watched_peak(struct watched *w, const struct peak *p)
{
	struct watched_moment *m = &w->moment;

	w->told = m->known = true;
	m->open = p->open;
	m->start = p->timestamp != WHEN_UNKNOWN ? p->timestamp / 1000 : w->now;
	m->heard = w->now;
	m->multiple = p->multiple;
	set_words(&m->words, p->keywords);
}

void
watched_look(struct watched *w)
{
	struct gist_found found;
	struct gist *gist;

	if (w->told || !w->moment.open || w->now < w->worded + LOOK_SEC)
		return;
	w->worded = w->now;
	gist = gist_new();
	for (uint32_t i = WATCHED_LINES; i-- > 0;) {
		const struct watched_line *line = watched_line(w, i);

		if (line != NULL && line->type == EVENT_CHAT)
			gist_add(gist, line->sec * 1000, line->who, line->text);
	}
	gist_look(gist, w->moment.start * 1000, (w->now + 1) * 1000, &found);
	set_words(&w->moment.words,
	    (struct strs){ found.topic.keywords, found.topic.n_keywords });
	gist_free(gist);
}

/* ---- events ---- */

/* Copies a text to the end of a line's memory. */
static struct str
copy(char **p, struct str text)
{
	char *at = *p;

	memcpy(at, text.p, text.n);
	*p += text.n;
	return (struct str){ at, text.n };
}

static struct str
cut(struct str text, size_t max)
{
	return text.p != NULL ? utf8_cut(text, max) : STR("");
}

static void
add_line(struct watched *w, const struct event *e, struct str text, int64_t sec,
    uint64_t who)
{
	struct watched_line *line = &w->line[w->lines++ % WATCHED_LINES];
	struct str user = cut(e->user, NAME_MAX);
	struct str currency = cut(e->currency, NAME_MAX);
	char *p;

	text = cut(text, TEXT_MAX);
	free(line->mem);
	p = line->mem = xmalloc(user.n + text.n + currency.n + 1);
	line->type = e->type;
	line->sec = sec;
	line->who = who;
	line->amount = e->amount;
	line->user = copy(&p, user);
	line->text = copy(&p, text);
	line->currency = copy(&p, currency);
}

static void
count(struct watched *w, int64_t sec, uint64_t who)
{
	w->chats++;
	if (is_known(w, sec) && !w->told_counts)
		(*count_at(w, sec))++;
	if (who != 0)
		company_add(&w->company, sec, who);
}

static void
take_gift(struct watched *w, const struct event *e)
{
	w->gifts++;
	if (e->amount < 0)
		return;
	if (w->currency.n == 0)
		buf_str(&w->currency, e->currency);
	if (str_eq(buf_view(&w->currency), e->currency))
		w->amount += e->amount;
}

static void
take_link(struct watched *w, const struct event *e, int64_t sec)
{
	if (e->gap_ms > 0)
		w->gap_ms += e->gap_ms;
	if (str_is(e->state, "lost")) {
		w->link = WATCHED_LOST;
		w->lost_at = sec;
	} else if (str_is(e->state, "close")) {
		w->link = WATCHED_CLOSED;
	} else {
		w->link = WATCHED_OPEN;
	}
}

void
watched_event(
    struct watched *w, const struct event *e, int64_t sec, uint64_t who)
{
	struct str text = e->text;

	if (e->type == EVENT_CHAT)
		count(w, sec, who);
	else if (e->type == EVENT_DONATION)
		take_gift(w, e);
	else if (e->type == EVENT_SUBSCRIPTION)
		w->subscriptions++;
	else if (e->type == EVENT_MODERATION)
		text = e->action;
	else if (e->type == EVENT_LINK)
		text = e->state;
	if (e->type == EVENT_LINK)
		take_link(w, e, sec);
	add_line(w, e, text, sec, who);
}

/* Finer buckets are counted where there are two kinds. */
void
watched_count(struct watched *w, int64_t sec, int64_t width, int64_t chats,
    int64_t people)
{
	if (w->chats > 0 && !w->told_counts)
		return;
	if (w->told_counts && width != w->told_width)
		return;
	w->told_counts = true;
	w->told_width = width;
	w->chats += chats;
	if (people >= 0)
		w->told_people = (uint32_t)people;
	for (int64_t i = 0; i < width; i++)
		if (is_known(w, sec + i))
			*count_at(w, sec + i) +=
			    (uint32_t)(chats * (i + 1) / width -
				chats * i / width);
}

/* ---- figures ---- */

static double
per_second(const struct watched *w)
{
	uint64_t sum = 0;

	for (int64_t s = w->now - WATCHED_RATE; s < w->now; s++)
		sum += is_known(w, s) && s >= 0 ? w->count[s % WATCHED_SEC] : 0;
	return (double)sum / WATCHED_RATE;
}

double
watched_rate(const struct watched *w)
{
	return per_second(w) * 60;
}

double
watched_multiple(const struct watched *w)
{
	if (w->level.n < LEARNED)
		return (double)NAN;
	return per_second(w) / fmax(w->level.mean[0], least_level);
}

uint32_t
watched_people(const struct watched *w)
{
	return w->told_counts ? w->told_people : w->company.people;
}

void
watched_curve(const struct watched *w, uint32_t *sums, size_t n)
{
	int64_t each = WATCHED_SEC / (int64_t)n,
		first = w->now - each * (int64_t)n;

	for (size_t i = 0; i < n; i++) {
		sums[i] = 0;
		for (int64_t s = first; s < first + each; s++)
			sums[i] += s >= 0 && is_known(w, s)
			    ? w->count[s % WATCHED_SEC]
			    : 0;
		first += each;
	}
}

const struct watched_line *
watched_line(const struct watched *w, uint32_t i)
{
	if (i >= WATCHED_LINES || i >= w->lines)
		return NULL;
	return &w->line[(w->lines - 1 - i) % WATCHED_LINES];
}
