/* Waits for what comes into rooms. */
#include <stdio.h>
#include <stdlib.h>

#include "core/diag.h"
#include "core/mem.h"
#include "room/log_tail.h"

enum {
	BLOCK_MS = 10000, /* less than a link waits for an answer */
	GATHER_MS = 2,    /* entries of that long come together */
	COUNT = 200       /* of a room at once */
};

struct followed {
	struct buf sid, key, last;
	bool gone; /* to be forgotten when nobody waits for it */
};

struct log_tail {
	struct log_tail_settings set;
	char *live;
	struct redis_link *wait;
	struct timer *next;
	struct followed *rooms;
	size_t n, cap;
	struct buf live_last;
	bool waiting, woken; /* in XREAD, and told to come back */
};

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
bool
log_tail_read(const struct resp *reply, struct log_entry *e)
{
	const struct resp *fields = resp_at(reply, 1);

	*e = (struct log_entry){ resp_text(resp_at(reply, 0)),
		field(fields, "participant"), field(fields, "body") };
	return e->id.p != NULL && e->body.p != NULL;
}

static void
free_room(struct followed *f)
{
	buf_free(&f->sid);
	buf_free(&f->key);
	buf_free(&f->last);
}

static void
forget_gone(struct log_tail *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		if (w->rooms[i].gone)
			free_room(&w->rooms[i]);
		else
			w->rooms[n++] = w->rooms[i];
	w->n = n;
}

static void
take_room(struct log_tail *w, size_t at, const struct resp *stream)
{
	const struct resp *entries = resp_at(stream, 1), *entry;

	for (size_t i = 0; (entry = resp_at(entries, i)) != NULL; i++) {
		struct followed *f = &w->rooms[at]; /* they may move */
		struct log_entry e;
		struct str id = resp_text(resp_at(entry, 0));

		if (id.p == NULL || f->gone)
			continue;
		f->last.n = 0;
		buf_str(&f->last, id);
		if (log_tail_read(entry, &e))
			w->set.entry(w->set.ctx, buf_view(&f->sid), &e);
	}
}

static void
take_passed(struct log_tail *w, const struct resp *stream)
{
	const struct resp *entries = resp_at(stream, 1), *entry;

	for (size_t i = 0; (entry = resp_at(entries, i)) != NULL; i++) {
		const struct resp *fields = resp_at(entry, 1);
		struct str id = resp_text(resp_at(entry, 0)),
			   sid = field(fields, "sid"),
			   body = field(fields, "body");

		w->live_last.n = 0;
		buf_str(&w->live_last, id);
		if (sid.p != NULL && body.p != NULL)
			w->set.passed(w->set.ctx, sid, body);
	}
}

/* The streams of an answer come in the order in which they were asked for. */
static void
take_streams(struct log_tail *w, const struct resp *reply)
{
	const struct resp *stream;
	size_t at = 0;

	for (size_t i = 0; (stream = resp_at(reply, i)) != NULL; i++) {
		struct str key = resp_text(resp_at(stream, 0));

		if (str_is(key, w->live)) {
			take_passed(w, stream);
			continue;
		}
		while (at < w->n && !str_eq(key, buf_view(&w->rooms[at].key)))
			at++;
		if (at == w->n)
			return;
		take_room(w, at, stream);
	}
}

static void wait_now(void *ctx);

static void
on_waited(void *ctx, const struct resp *reply)
{
	static struct diag_kind refusals = { .what = "refusals to wait" };
	struct log_tail *w = ctx;

	w->waiting = w->woken = false;
	if (reply == NULL)
		return; /* `up` goes on */
	if (reply->kind == RESP_ERROR)
		diag_repeat(&refusals, "redis: %s", reply->text.p);
	take_streams(w, reply);
	timer_set(w->next,
	    reply->kind == RESP_ERROR       ? 1000
		: reply->kind == RESP_ARRAY ? GATHER_MS
					    : 0);
}

static void
wait_now(void *ctx)
{
	struct log_tail *w = ctx;
	struct str *words;
	char block[16], count[16];
	size_t n = 0;

	if (w->waiting || w->live_last.n == 0)
		return;
	forget_gone(w);
	snprintf(block, sizeof block, "%d", BLOCK_MS);
	snprintf(count, sizeof count, "%d", COUNT);
	words = xcalloc(8 + 2 * w->n, sizeof *words);
	words[n++] = STR("XREAD");
	words[n++] = STR("COUNT");
	words[n++] = str_of(count);
	words[n++] = STR("BLOCK");
	words[n++] = str_of(block);
	words[n++] = STR("STREAMS");
	words[n++] = str_of(w->live);
	for (size_t i = 0; i < w->n; i++)
		words[n++] = buf_view(&w->rooms[i].key);
	words[n++] = buf_view(&w->live_last);
	for (size_t i = 0; i < w->n; i++)
		words[n++] = buf_view(&w->rooms[i].last);
	w->waiting = redis_link_ask(w->wait, words, n, on_waited, w);
	free(words);
}

/* Has the other connection come back, since the rooms have changed. */
static void
wake(struct log_tail *w)
{
	struct str words[3] = { STR("CLIENT"), STR("UNBLOCK") };
	char id[24];

	if (!w->waiting) {
		timer_set(w->next, 0);
		return;
	}
	if (w->woken || redis_link_id(w->wait) == 0)
		return;
	snprintf(id, sizeof id, "%lld", (long long)redis_link_id(w->wait));
	words[2] = str_of(id);
	w->woken = redis_link_ask(w->set.ask, words, 3, NULL, NULL);
}

void
log_tail_room(
    struct log_tail *w, struct str sid, struct str key, struct str after)
{
	struct followed *f;

	MEM_RESERVE(w->rooms, w->cap, w->n + 1);
	f = &w->rooms[w->n++];
	*f = (struct followed){ 0 };
	buf_str(&f->sid, sid);
	buf_str(&f->key, key);
	buf_str(&f->last, after.n > 0 ? after : STR("0-0"));
	wake(w);
}

void
log_tail_leave(struct log_tail *w, struct str sid)
{
	for (size_t i = 0; i < w->n; i++)
		if (str_eq(sid, buf_view(&w->rooms[i].sid)))
			w->rooms[i].gone = true;
}

/* ---- the connection ---- */

/* What is passed on is followed from where it is now. */
static void
on_live_end(void *ctx, const struct resp *reply)
{
	struct log_tail *w = ctx;
	struct str id = resp_text(resp_at(resp_at(reply, 0), 0));

	if (reply == NULL)
		return;
	buf_str(&w->live_last, id.p != NULL ? id : STR("0-0"));
	wait_now(w);
	w->set.ready(w->set.ctx);
}

static void
on_up(void *ctx)
{
	struct log_tail *w = ctx;
	struct str words[] = { STR("XREVRANGE"), str_of(w->live), STR("+"),
		STR("-"), STR("COUNT"), STR("1") };

	if (w->live_last.n > 0)
		timer_set(w->next, 0);
	else
		redis_link_ask(w->wait, words, 6, on_live_end, w);
}

static void
on_down(void *ctx)
{
	(void)ctx;
}

static void
on_over(void *ctx, int status)
{
	struct log_tail *w = ctx;

	w->set.over(w->set.ctx, status);
}

bool
log_tail_is_ready(const struct log_tail *w)
{
	return w->live_last.n > 0;
}

struct log_tail *
log_tail_open(
    struct loop *loop, const struct log_tail_settings *set, const char **bad)
{
	struct log_tail *w = xcalloc(1, sizeof *w);
	struct redis_link_settings link = set->link;

	w->set = *set;
	w->live = xstrdup(link.key);
	w->next = timer_new(loop, wait_now, w);
	link.up = on_up;
	link.down = on_down;
	link.over = on_over;
	link.ctx = w;
	w->wait = redis_link_open(loop, &link, bad);
	if (w->wait != NULL)
		return w;
	log_tail_free(w);
	return NULL;
}

void
log_tail_free(struct log_tail *w)
{
	if (w == NULL)
		return;
	redis_link_free(w->wait);
	timer_free(w->next);
	for (size_t i = 0; i < w->n; i++)
		free_room(&w->rooms[i]);
	free(w->rooms);
	buf_free(&w->live_last);
	free(w->live);
	free(w);
}
