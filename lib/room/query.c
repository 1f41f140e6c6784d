/* Answers what is asked about a room's history. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/nfc.h"
#include "core/num.h"
#include "jsonl/put.h"
#include "net/answer.h"
#include "room/envelope.h"
#include "room/query.h"

enum {
	PAGE = 500,            /* entries at once */
	SEARCHED_MOST = 50000, /* entries that a search looks at */
	AGAIN_MS = 20          /* for a reader who is slower than the history */
};

struct query {
	struct log *history;
	struct server_call *call; /* NULL: its client has left */
	const char *policy;
	struct buf sid, text; /* `text`: what is searched */
	struct log_range range;
	struct buf after, before;
	size_t limit, searched;
	struct buf *found; /* messages, newest first */
	size_t n, cap;
	struct buf page; /* of an export, as yet unsent */
	bool last;
	struct timer *again;
};

static void
free_query(struct query *q)
{
	if (q->call != NULL)
		server_call_set(q->call, NULL);
	for (size_t i = 0; i < q->n; i++)
		buf_free(&q->found[i]);
	free(q->found);
	buf_free(&q->sid);
	buf_free(&q->text);
	buf_free(&q->after);
	buf_free(&q->before);
	buf_free(&q->page);
	timer_free(q->again);
	free(q);
}

void
query_gone(struct server_call *call)
{
	struct query *q = server_call_own(call);

	if (q == NULL)
		return;
	q->call = NULL;
	server_call_set(call, NULL);
}

static void
read_more(struct query *q, log_found *found)
{
	q->range.after = buf_view(&q->after);
	q->range.before = buf_view(&q->before);
	log_read(q->history, buf_view(&q->sid), &q->range, found, q);
}

static void
fail(struct query *q, const char *why)
{
	struct server_call *call = q->call;

	if (call != NULL) {
		server_call_set(call, NULL);
		q->call = NULL;
		answer_error(call, 503, why, q->policy);
	}
	free_query(q);
}

/* ---- messages as JSON ---- */

static void
add_found(struct query *q, const struct log_entry *e)
{
	MEM_RESERVE(q->found, q->cap, q->n + 1);
	q->found[q->n] = (struct buf){ 0 };
	room_put_any(&q->found[q->n++], buf_view(&q->sid), e->id,
	    e->participant, e->body);
}

static void
answer(struct query *q, bool oldest, bool more)
{
	struct buf b = { 0 };

	put_open(&b);
	put_text(&b, "sid", buf_view(&q->sid));
	put_array(&b, "messages");
	for (size_t i = 0; i < q->n; i++)
		put_raw(
		    &b, NULL, buf_view(&q->found[oldest ? i : q->n - 1 - i]));
	put_array_close(&b);
	put_bool(&b, "more", more);
	put_line(&b);
	server_call_set(q->call, NULL);
	answer_with(q->call, 200, answer_json, buf_view(&b), q->policy);
	q->call = NULL;
	buf_free(&b);
	free_query(q);
}

static void
on_history(void *ctx, const struct log_entry *at, size_t n, const char *why)
{
	struct query *q = ctx;

	if (why != NULL || q->call == NULL) {
		fail(q, why);
		return;
	}
	for (size_t i = 0; i < n; i++)
		add_found(q, &at[i]);
	answer(q, true, n == q->limit);
}

/* ---- searching ---- */

static void
lower(struct buf *b, struct str text)
{
	struct buf room = { 0 };

	b->n = 0;
	buf_str(b, nfc(text, &room));
	for (size_t i = 0; i < b->n; i++)
		if (b->p[i] >= 'A' && b->p[i] <= 'Z')
			b->p[i] = (char)(b->p[i] - 'A' + 'a');
	buf_free(&room);
}

static bool
matches(const struct query *q, const struct log_entry *e)
{
	struct arena arena = { 0 };
	struct room_message m;
	struct buf text = { 0 };
	bool found;

	room_read_stored(e->body, &m, &arena);
	lower(&text, m.hd.p != NULL ? m.text : e->body);
	found =
	    text.n > 0 && memmem(text.p, text.n, q->text.p, q->text.n) != NULL;
	buf_free(&text);
	arena_free(&arena);
	return found;
}

static void
on_searched(void *ctx, const struct log_entry *at, size_t n, const char *why)
{
	struct query *q = ctx;

	if (why != NULL || q->call == NULL) {
		fail(q, why);
		return;
	}
	for (size_t i = n; i-- > 0 && q->n < q->limit;)
		if (matches(q, &at[i]))
			add_found(q, &at[i]);
	q->searched += n;
	if (q->n == q->limit || n < PAGE || q->searched >= SEARCHED_MOST) {
		answer(q, false, n == PAGE);
		return;
	}
	q->before.n = 0;
	buf_str(&q->before, at[0].id);
	read_more(q, on_searched);
}

/* ---- exporting ---- */

static void on_exported(
    void *ctx, const struct log_entry *at, size_t n, const char *why);

/* Sends the page when there is room, and asks for the next. */
static void
send_page(void *ctx)
{
	struct query *q = ctx;

	if (q->call == NULL) {
		free_query(q);
		return;
	}
	if (q->page.n > 0 && !server_put(q->call, buf_view(&q->page))) {
		timer_set(q->again, AGAIN_MS);
		return;
	}
	q->page.n = 0;
	if (!q->last) {
		read_more(q, on_exported);
		return;
	}
	server_call_set(q->call, NULL);
	server_end(q->call);
	q->call = NULL;
	free_query(q);
}

static void
on_exported(void *ctx, const struct log_entry *at, size_t n, const char *why)
{
	struct query *q = ctx;

	if (q->call == NULL) {
		free_query(q);
		return;
	}
	if (why != NULL) {
		server_call_set(q->call, NULL);
		server_hang_up(q->call); /* what came is not all of it */
		q->call = NULL;
		free_query(q);
		return;
	}
	for (size_t i = 0; i < n; i++)
		room_put_record(&q->page, buf_view(&q->sid), at[i].id,
		    at[i].participant, at[i].body);
	q->last = n < q->range.n;
	if (n > 0) {
		q->after.n = 0;
		buf_str(&q->after, at[n - 1].id);
	}
	timer_set(q->again, 0);
}

/* ---- what was asked ---- */

static bool
is_id(struct str id)
{
	uint64_t ms, n;

	return id.p == NULL || log_id(id, &ms, &n);
}

/* NULL, or what is wrong with the query. */
static const char *
read_query(struct query *q)
{
	struct str limit = server_query(q->call, "limit"),
		   after = server_query(q->call, "after"),
		   before = server_query(q->call, "before");
	int64_t n = QUERY_USUAL;

	if (!is_id(after) || !is_id(before))
		return "before and after are ids of messages";
	if (limit.p != NULL && (!num_int(limit, &n) || n < 1 || n > QUERY_MOST))
		return "limit is from 1 to 500";
	q->limit = (size_t)n;
	buf_str(&q->after, after);
	buf_str(&q->before, before);
	lower(&q->text, server_query(q->call, "q"));
	return NULL;
}

static void
start(struct query *q, struct str what)
{
	if (str_is(what, "history")) {
		q->range.n = q->limit;
		q->range.oldest = q->after.n > 0;
		read_more(q, on_history);
	} else if (str_is(what, "search")) {
		q->range.n = PAGE;
		read_more(q, on_searched);
	} else {
		q->range.n = PAGE;
		q->range.oldest = true;
		server_begin(q->call, 200, "application/x-ndjson");
		read_more(q, on_exported);
	}
}

bool
query_start(struct loop *loop, struct log *history, struct server_call *call,
    struct str sid, struct str what, const char *policy)
{
	struct query *q;
	const char *why;

	if (!str_is(what, "history") && !str_is(what, "search") &&
	    !str_is(what, "export"))
		return false;
	q = xcalloc(1, sizeof *q);
	q->history = history;
	q->call = call;
	q->policy = policy;
	q->again = timer_new(loop, send_page, q);
	buf_str(&q->sid, sid);
	server_call_set(call, q);
	why = read_query(q);
	if (why == NULL && str_is(what, "search") && q->text.n == 0)
		why = "q is missing";
	if (why == NULL) {
		start(q, what);
		return true;
	}
	q->call = NULL;
	server_call_set(call, NULL);
	answer_error(call, 400, why, policy);
	free_query(q);
	return true;
}
