/*
 * Keeps rooms in Redis Streams.
 *
 * One connection writes and reads what is asked; a second one waits for what
 * comes (log_tail.h).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/keyed.h"
#include "core/mem.h"
#include "redis/link.h"
#include "room/log_private.h"
#include "room/log_tail.h"

enum {
	PASSED = 1000, /* pieces that are kept for the other processes */
	FORMS_MAX = 100000
};

struct log_redis {
	struct log base; /* first */
	char *key, *other, *live;
	struct redis_link *ask;
	struct log_tail *tail;
	bool together; /* all rooms are on one node */
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

		n += log_tail_read(reply->at + from, &at[n]);
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
		t->oldest ? high : low, STR("COUNT"), { 0 } };

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
follow_now(struct log_task *t)
{
	log_tail_room(t->h->tail, buf_view(&t->sid), buf_view(&t->key),
	    buf_view(&t->after));
	task_free(t);
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
	log_tail_leave(((struct log_redis *)base)->tail, sid);
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
	if (h->ready || !h->together || !redis_link_is_up(h->ask) ||
	    !log_tail_is_ready(h->tail))
		return;
	h->ready = true;
	h->base.set.ready(h->base.set.ctx);
}

static void
on_follow_ready(void *ctx)
{
	may_be_ready(ctx);
}

static void
on_entry(void *ctx, struct str sid, const struct log_entry *e)
{
	struct log_redis *h = ctx;

	h->base.set.entry(h->base.set.ctx, sid, e);
}

static void
on_passed(void *ctx, struct str sid, struct str text)
{
	struct log_redis *h = ctx;

	h->base.set.passed(h->base.set.ctx, sid, text);
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

/* In a cluster all rooms have to be on one node: one read waits for them. */
static void
on_together(void *ctx, const struct resp *reply)
{
	struct log_redis *h = ctx;

	if (reply == NULL)
		return;
	if (reply->kind == RESP_ERROR && str_starts(reply->text, "CROSSSLOT")) {
		diag_error("redis: in a cluster the rooms have to be on one "
			   "node: --key and --other-key need the same text in "
			   "braces, as in {chat}:session:%%s");
		on_over(h, EXIT_SOME_FAILED);
		return;
	}
	h->together = true;
	may_be_ready(h);
}

static void
on_ask_up(void *ctx)
{
	struct log_redis *h = ctx;
	struct buf a = { 0 }, b = { 0 };
	struct str words[4] = { STR("EXISTS") };

	put_key(&a, h->key, STR("a"));
	put_key(&b, h->other != NULL ? h->other : h->key, STR("b"));
	words[1] = str_of(h->live);
	words[2] = buf_view(&a);
	words[3] = buf_view(&b);
	redis_link_ask(h->ask, words, 4, on_together, h);
	buf_free(&a);
	buf_free(&b);
}

static void
free_redis(struct log *base)
{
	struct log_redis *h = (struct log_redis *)base;

	redis_link_free(h->ask);
	log_tail_free(h->tail);
	keyed_free(&h->forms);
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
		.name = "redis",
		.up = on_ask_up,
		.over = on_over,
		.down = on_down,
		.ctx = h };
	struct log_tail_settings tail_set = { .entry = on_entry,
		.passed = on_passed,
		.ready = on_follow_ready,
		.over = on_over,
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
	link.key = h->live;
	h->ask = redis_link_open(loop, &link, bad);
	link.name = NULL;
	tail_set.link = link;
	tail_set.ask = h->ask;
	if (h->ask != NULL)
		h->tail = log_tail_open(loop, &tail_set, bad);
	if (h->tail != NULL)
		return &h->base;
	free_redis(&h->base);
	return NULL;
}
