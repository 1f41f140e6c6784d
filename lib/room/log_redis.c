/*
 * Keeps rooms in Redis Streams.
 *
 * One connection writes and reads what is asked; a second one waits, in XREAD,
 * for the rooms that are followed and for what is passed on without being kept,
 * which goes over a short stream of its own.  When the rooms change, the first
 * one wakes the second.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/keyed.h"
#include "core/mem.h"
#include "redis/link.h"
#include "room/log_private.h"

enum {
	BLOCK_MS = 10000, /* less than a link waits for an answer */
	GATHER_MS = 2,    /* entries of that long come together */
	COUNT = 200,      /* of a room at once */
	PASSED = 1000,    /* pieces that are kept for the other processes */
	FORMS_MAX = 100000
};

struct followed {
	struct buf sid, key, last;
	bool gone; /* to be forgotten when nobody waits for it */
};

struct log_redis {
	struct log base; /* first */
	char *key, *other, *live;
	struct redis_link *ask, *wait;
	struct timer *next;
	struct followed *rooms;
	size_t n, cap;
	struct buf live_last;
	bool waiting, woken; /* in XREAD, and told to come back */
	bool ready, over;
	struct keyed forms; /* bool: whether a room is under `other`, by sid */
};

/* ---- tasks: what was asked, until it is answered ---- */

struct log_task {
	struct log_redis *h;
	struct buf sid, key;
	void (*go)(struct log_task *); /* once the key is known */
	bool other;                    /* something is under the other one */
	log_added *added;
	log_found *found;
	void *ctx;
	struct buf participant, body, after, before;
	bool oldest;
	size_t n;
};

static struct log_task *
task_new(struct log_redis *h, struct str sid)
{
	struct log_task *t = xcalloc(1, sizeof *t);

	t->h = h;
	buf_str(&t->sid, sid);
	return t;
}

static void
task_free(struct log_task *t)
{
	buf_free(&t->sid);
	buf_free(&t->key);
	buf_free(&t->participant);
	buf_free(&t->body);
	buf_free(&t->after);
	buf_free(&t->before);
	free(t);
}

static void
fail(struct log_task *t, const char *why)
{
	if (t->added != NULL)
		t->added(t->ctx, (struct str){ 0 }, why);
	if (t->found != NULL)
		t->found(t->ctx, NULL, 0, why);
	task_free(t);
}

static const char away[] = "the store is away";

/* What an answer that is no good says to clients; to us it says more. */
static const char *
why_not(const struct resp *reply)
{
	static struct diag_kind refusals = { .what = "refusals of Redis" };

	if (reply == NULL)
		return away;
	diag_repeat(&refusals, "redis: %s",
	    reply->kind == RESP_ERROR ? reply->text.p
				      : "an answer of another kind");
	return "the store refuses it";
}

static void
ask(struct log_task *t, const struct str *words, size_t n, redis_answer *answer)
{
	if (!redis_link_ask(t->h->ask, words, n, answer, t))
		fail(t, away);
}

/* ---- keys ---- */

static void
put_key(struct buf *b, const char *form, struct str sid)
{
	const char *at = strstr(form, "%s");

	buf_add(b, form, (size_t)(at - form));
	buf_str(b, sid);
	buf_adds(b, at + 2);
}

static void
go_with(struct log_task *t, bool other)
{
	t->key.n = 0;
	put_key(&t->key, other ? t->h->other : t->h->key, buf_view(&t->sid));
	t->go(t);
}

static void
remember(struct log_redis *h, struct str sid, bool other)
{
	bool fresh;

	if (h->forms.n >= FORMS_MAX)
		keyed_free(&h->forms);
	*(bool *)keyed_get(&h->forms, sid, &fresh) = other;
}

static bool
is_there(const struct resp *reply)
{
	return reply != NULL && reply->kind == RESP_NUMBER && reply->number > 0;
}

static void
on_ours(void *ctx, const struct resp *reply)
{
	struct log_task *t = ctx;
	bool other = t->other && !is_there(reply);

	if (reply == NULL) {
		fail(t, away);
		return;
	}
	if (t->other || is_there(reply))
		remember(t->h, buf_view(&t->sid), other);
	go_with(t, other);
}

static void
on_other(void *ctx, const struct resp *reply)
{
	struct log_task *t = ctx;
	struct str words[2] = { STR("EXISTS") };

	t->other = is_there(reply);
	put_key(&t->key, t->h->key, buf_view(&t->sid));
	words[1] = buf_view(&t->key);
	ask(t, words, 2, on_ours);
}

/* Rooms stay under the key that they are under. */
static void
find_key(struct log_task *t, void (*go)(struct log_task *))
{
	struct log_redis *h = t->h;
	uint32_t known = keyed_find(&h->forms, buf_view(&t->sid));
	struct str words[2] = { STR("EXISTS") };
	struct buf key = { 0 };

	t->go = go;
	if (h->other == NULL) {
		go_with(t, false);
	} else if (known != INTERN_NONE) {
		go_with(t, *(bool *)keyed_nth(&h->forms, known));
	} else {
		put_key(&key, h->other, buf_view(&t->sid));
		words[1] = buf_view(&key);
		ask(t, words, 2, on_other);
		buf_free(&key);
	}
}

/* ---- adding ---- */

static void
on_added(void *ctx, const struct resp *reply)
{
	struct log_task *t = ctx;

	if (reply == NULL || reply->kind != RESP_TEXT) {
		fail(t, why_not(reply));
		return;
	}
	if (t->added != NULL)
		t->added(t->ctx, reply->text, NULL);
	task_free(t);
}

static void
add_now(struct log_task *t)
{
	struct str words[10] = { STR("XADD"), buf_view(&t->key) };
	char most[24];
	size_t n = 2;

	if (t->h->base.set.max_n > 0) {
		snprintf(
		    most, sizeof most, "%lld", (long long)t->h->base.set.max_n);
		words[n++] = STR("MAXLEN");
		words[n++] = STR("~");
		words[n++] = str_of(most);
	}
	words[n++] = STR("*");
	words[n++] = STR("participant");
	words[n++] = buf_view(&t->participant);
	words[n++] = STR("body");
	words[n++] = buf_view(&t->body);
	ask(t, words, n, on_added);
}

static void
add(struct log *base, struct str sid, struct str participant, struct str body,
    log_added *done, void *ctx)
{
	struct log_task *t = task_new((struct log_redis *)base, sid);

	t->added = done;
	t->ctx = ctx;
	buf_str(&t->participant, participant);
	buf_str(&t->body, body);
	find_key(t, add_now);
}

/* ---- entries ---- */

static struct str
field(const struct resp *fields, const char *name)
{
	for (size_t i = 0; resp_at(fields, i + 1) != NULL; i += 2)
		if (str_is(resp_text(resp_at(fields, i)), name))
			return resp_text(resp_at(fields, i + 1));
	return (struct str){ 0 };
}

/* False for one that has nothing of a room. */
static bool
read_entry(const struct resp *reply, struct log_entry *e)
{
	const struct resp *fields = resp_at(reply, 1);

	*e = (struct log_entry){ resp_text(resp_at(reply, 0)),
		field(fields, "participant"), field(fields, "body") };
	return e->id.p != NULL && e->body.p != NULL;
}

/* ---- reading ---- */

static void
on_found(void *ctx, const struct resp *reply)
{
	struct log_task *t = ctx;
	struct log_entry *at;
	size_t n = 0;

	if (reply == NULL || reply->kind != RESP_ARRAY) {
		fail(t, why_not(reply));
		return;
	}
	at = xcalloc(reply->n + 1, sizeof *at);
	for (size_t i = 0; i < reply->n; i++) {
		size_t from = t->oldest ? i : reply->n - 1 - i;

		n += read_entry(reply->at + from, &at[n]);
	}
	t->found(t->ctx, at, n, NULL);
	free(at);
	task_free(t);
}

/* An end of a range, that it does not include. */
static struct str
bound(struct buf *b, struct buf *id, const char *open)
{
	if (id->n == 0)
		return str_of(open);
	buf_addc(b, '(');
	buf_str(b, buf_view(id));
	return buf_view(b);
}

static void
read_now(struct log_task *t)
{
	struct buf after = { 0 }, before = { 0 };
	struct str low = bound(&after, &t->after, "-"),
		   high = bound(&before, &t->before, "+");
	char count[24];
	struct str words[] = { t->oldest ? STR("XRANGE") : STR("XREVRANGE"),
		buf_view(&t->key), t->oldest ? low : high,
		t->oldest ? high : low, STR("COUNT"), str_of(count) };

	snprintf(count, sizeof count, "%zu", t->n);
	words[5] = str_of(count);
	ask(t, words, 6, on_found);
	buf_free(&after);
	buf_free(&before);
}

static void
read_range(struct log *base, struct str sid, const struct log_range *range,
    log_found *done, void *ctx)
{
	struct log_task *t = task_new((struct log_redis *)base, sid);

	t->found = done;
	t->ctx = ctx;
	t->oldest = range->oldest;
	t->n = range->n;
	buf_str(&t->after, range->after);
	buf_str(&t->before, range->before);
	find_key(t, read_now);
}

/* ---- following ---- */

static void
free_room(struct followed *f)
{
	buf_free(&f->sid);
	buf_free(&f->key);
	buf_free(&f->last);
}

static void
forget_gone(struct log_redis *h)
{
	size_t n = 0;

	for (size_t i = 0; i < h->n; i++)
		if (h->rooms[i].gone)
			free_room(&h->rooms[i]);
		else
			h->rooms[n++] = h->rooms[i];
	h->n = n;
}

static void
take_room(struct log_redis *h, size_t at, const struct resp *stream)
{
	const struct resp *entries = resp_at(stream, 1), *entry;

	for (size_t i = 0; (entry = resp_at(entries, i)) != NULL; i++) {
		struct followed *f = &h->rooms[at]; /* they may move */
		struct log_entry e;
		struct str id = resp_text(resp_at(entry, 0));

		if (id.p == NULL || f->gone)
			continue;
		f->last.n = 0;
		buf_str(&f->last, id);
		if (read_entry(entry, &e))
			h->base.set.entry(
			    h->base.set.ctx, buf_view(&f->sid), &e);
	}
}

static void
take_passed(struct log_redis *h, const struct resp *stream)
{
	const struct resp *entries = resp_at(stream, 1), *entry;

	for (size_t i = 0; (entry = resp_at(entries, i)) != NULL; i++) {
		const struct resp *fields = resp_at(entry, 1);
		struct str id = resp_text(resp_at(entry, 0)),
			   sid = field(fields, "sid"),
			   body = field(fields, "body");

		h->live_last.n = 0;
		buf_str(&h->live_last, id);
		if (sid.p != NULL && body.p != NULL)
			h->base.set.passed(h->base.set.ctx, sid, body);
	}
}

/* The streams of an answer come in the order in which they were asked for. */
static void
take_streams(struct log_redis *h, const struct resp *reply)
{
	const struct resp *stream;
	size_t at = 0;

	for (size_t i = 0; (stream = resp_at(reply, i)) != NULL; i++) {
		struct str key = resp_text(resp_at(stream, 0));

		if (str_is(key, h->live)) {
			take_passed(h, stream);
			continue;
		}
		while (at < h->n && !str_eq(key, buf_view(&h->rooms[at].key)))
			at++;
		if (at == h->n)
			return;
		take_room(h, at, stream);
	}
}

static void wait_now(void *ctx);

static void
on_waited(void *ctx, const struct resp *reply)
{
	struct log_redis *h = ctx;

	h->waiting = h->woken = false;
	if (reply == NULL)
		return; /* `up` goes on */
	if (reply->kind == RESP_ERROR)
		why_not(reply);
	take_streams(h, reply);
	timer_set(h->next,
	    reply->kind == RESP_ERROR       ? 1000
		: reply->kind == RESP_ARRAY ? GATHER_MS
					    : 0);
}

static void
wait_now(void *ctx)
{
	struct log_redis *h = ctx;
	struct str *words;
	char block[16], count[16];
	size_t n = 0;

	if (h->waiting || h->live_last.n == 0)
		return;
	forget_gone(h);
	snprintf(block, sizeof block, "%d", BLOCK_MS);
	snprintf(count, sizeof count, "%d", COUNT);
	words = xcalloc(8 + 2 * h->n, sizeof *words);
	words[n++] = STR("XREAD");
	words[n++] = STR("COUNT");
	words[n++] = str_of(count);
	words[n++] = STR("BLOCK");
	words[n++] = str_of(block);
	words[n++] = STR("STREAMS");
	words[n++] = str_of(h->live);
	for (size_t i = 0; i < h->n; i++)
		words[n++] = buf_view(&h->rooms[i].key);
	words[n++] = buf_view(&h->live_last);
	for (size_t i = 0; i < h->n; i++)
		words[n++] = buf_view(&h->rooms[i].last);
	h->waiting = redis_link_ask(h->wait, words, n, on_waited, h);
	free(words);
}

/* Has the other connection come back, since the rooms have changed. */
static void
wake(struct log_redis *h)
{
	struct str words[3] = { STR("CLIENT"), STR("UNBLOCK") };
	char id[24];

	if (!h->waiting) {
		timer_set(h->next, 0);
		return;
	}
	if (h->woken || redis_link_id(h->wait) == 0)
		return;
	snprintf(id, sizeof id, "%lld", (long long)redis_link_id(h->wait));
	words[2] = str_of(id);
	h->woken = redis_link_ask(h->ask, words, 3, NULL, NULL);
}

static void
follow_now(struct log_task *t)
{
	struct log_redis *h = t->h;
	struct followed f = { .sid = t->sid, .key = t->key, .last = t->after };

	if (f.last.n == 0)
		buf_adds(&f.last, "0-0");
	MEM_RESERVE(h->rooms, h->cap, h->n + 1);
	h->rooms[h->n++] = f;
	t->sid = t->key = t->after = (struct buf){ 0 };
	task_free(t);
	wake(h);
}

static void
follow(struct log *base, struct str sid, struct str after)
{
	struct log_task *t = task_new((struct log_redis *)base, sid);

	buf_str(&t->after, after);
	find_key(t, follow_now);
}

static void
unfollow(struct log *base, struct str sid)
{
	struct log_redis *h = (struct log_redis *)base;

	for (size_t i = 0; i < h->n; i++)
		if (str_eq(sid, buf_view(&h->rooms[i].sid)))
			h->rooms[i].gone = true;
}

static void
pass(struct log *base, struct str sid, struct str text)
{
	struct log_redis *h = (struct log_redis *)base;
	char most[16];
	struct str words[] = { STR("XADD"), str_of(h->live), STR("MAXLEN"),
		STR("~"), { 0 }, STR("*"), STR("sid"), sid, STR("body"), text };

	snprintf(most, sizeof most, "%d", PASSED);
	words[4] = str_of(most);
	redis_link_ask(h->ask, words, 10, NULL, NULL);
}

/* ---- connections ---- */

/* Both connections have been up. */
static void
may_be_ready(struct log_redis *h)
{
	if (h->ready || !redis_link_is_up(h->ask) || h->live_last.n == 0)
		return;
	h->ready = true;
	h->base.set.ready(h->base.set.ctx);
}

/* What is passed on is followed from where it is now. */
static void
on_live_end(void *ctx, const struct resp *reply)
{
	struct log_redis *h = ctx;
	struct str id = resp_text(resp_at(resp_at(reply, 0), 0));

	if (reply == NULL)
		return;
	buf_str(&h->live_last, id.p != NULL ? id : STR("0-0"));
	wait_now(h);
	may_be_ready(h);
}

static void
on_wait_up(void *ctx)
{
	struct log_redis *h = ctx;
	struct str words[] = { STR("XREVRANGE"), str_of(h->live), STR("+"),
		STR("-"), STR("COUNT"), STR("1") };

	if (h->live_last.n > 0)
		timer_set(h->next, 0);
	else
		redis_link_ask(h->wait, words, 6, on_live_end, h);
}

static void
on_ask_up(void *ctx)
{
	may_be_ready(ctx);
}

static void
on_down(void *ctx)
{
	(void)ctx;
}

static void
on_over(void *ctx, int status)
{
	struct log_redis *h = ctx;

	if (!h->over)
		h->base.set.over(h->base.set.ctx, status);
	h->over = true;
}

static void
free_redis(struct log *base)
{
	struct log_redis *h = (struct log_redis *)base;

	redis_link_free(h->ask);
	redis_link_free(h->wait);
	timer_free(h->next);
	for (size_t i = 0; i < h->n; i++)
		free_room(&h->rooms[i]);
	free(h->rooms);
	keyed_free(&h->forms);
	buf_free(&h->live_last);
	free(h->key);
	free(h->other);
	free(h->live);
	free(h);
}

struct log *
log_redis(struct loop *loop, const struct log_settings *set,
    const struct log_place *place, const char **bad)
{
	struct log_redis *h = xcalloc(1, sizeof *h);
	struct redis_link_settings link = { .servers = place->servers,
		.login = place->login,
		.over = on_over,
		.down = on_down,
		.ctx = h };
	struct buf live = { 0 };

	h->base = (struct log){ *set, free_redis, add, read_range, follow,
		unfollow, pass };
	h->forms.size = sizeof(bool);
	h->key = xstrdup(place->key);
	h->other = place->other != NULL ? xstrdup(place->other) : NULL;
	put_key(&live, h->key, STR("+live"));
	buf_text(&live);
	h->live = live.p;
	h->next = timer_new(loop, wait_now, h);
	link.key = h->live;
	link.up = on_ask_up;
	link.name = "redis";
	h->ask = redis_link_open(loop, &link, bad);
	link.name = NULL;
	link.up = on_wait_up;
	if (h->ask != NULL)
		h->wait = redis_link_open(loop, &link, bad);
	if (h->wait != NULL)
		return &h->base;
	free_redis(&h->base);
	return NULL;
}
