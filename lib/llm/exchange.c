/* Moves the bytes of requests and answers. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "llm/exchange.h"

enum { BODY_MAX = 4 * 1024 * 1024 };

struct exchange {
	struct exchange_settings set;
	struct asking *asking; /* under way, or NULL */
	struct http_call *call;
	struct timer *wait;
};

static void
end(struct exchange *x, long status, struct str body, const char *why)
{
	x->call = NULL;
	x->asking = NULL;
	x->set.ended(x->set.ctx, status, body, why);
}

static void
on_header(void *ctx, struct str name, struct str value)
{
	struct exchange *x = ctx;

	asking_header(x->asking, name, value, loop_now(x->set.loop));
}

/* An answer that is wrong already is not heard to its end. */
static void
on_piece(void *ctx, struct str bytes)
{
	struct exchange *x = ctx;

	x->set.piece(x->set.ctx, bytes);
	if (!x->asking->answer.failed)
		return;
	http_cancel(x->call);
	end(x, 200, (struct str){ 0 }, NULL);
}

static void
on_done(void *ctx, const struct http_answer *a)
{
	end(ctx, a->status, a->body, a->why);
}

/* The key of the endpoint, which no log shows. */
static void
put_key(struct buf *b, const struct llm_endpoint *e)
{
	if (e->key != NULL)
		buf_fmt(b, "Authorization: Bearer %s", e->key);
}

static void
send_now(void *ctx)
{
	struct exchange *x = ctx;
	const struct llm_endpoint *e = asking_endpoint(x->asking);
	bool stream = asking_streams(x->asking);
	struct buf url = { 0 }, body = { 0 }, key = { 0 };

	buf_fmt(&url, "%s/chat/completions", e->url);
	asking_put_body(x->asking, &body);
	put_key(&key, e);
	x->call = http_send(x->set.http,
	    &(struct http_request){ .url = buf_text(&url),
		.method = "POST",
		.body = buf_view(&body),
		.headers = (const char *[]){ "Content-Type: application/json",
		    key.n > 0 ? buf_text(&key) : NULL, NULL },
		.tries = 1,
		.answer_ms = x->set.answer_ms,
		.total_ms = stream ? x->set.stream_ms : x->set.answer_ms,
		.max_body = BODY_MAX,
		.header = on_header,
		.piece = stream ? on_piece : NULL,
		.done = on_done,
		.ctx = x });
	if (key.n > 0)
		explicit_bzero(key.p, key.n);
	buf_free(&url);
	buf_free(&body);
	buf_free(&key);
}

struct exchange *
exchange_new(const struct exchange_settings *set)
{
	struct exchange *x = xcalloc(1, sizeof *x);

	x->set = *set;
	x->wait = timer_new(set->loop, send_now, x);
	return x;
}

void
exchange_send(struct exchange *x, struct asking *a, int64_t wait_ms)
{
	x->asking = a;
	if (wait_ms > 0)
		timer_set(x->wait, wait_ms);
	else
		send_now(x);
}

bool
exchange_is_busy(const struct exchange *x)
{
	return x->asking != NULL;
}

void
exchange_cancel(struct exchange *x)
{
	timer_clear(x->wait);
	http_cancel(x->call);
	x->call = NULL;
	x->asking = NULL;
}

void
exchange_free(struct exchange *x)
{
	if (x == NULL)
		return;
	exchange_cancel(x);
	timer_free(x->wait);
	free(x);
}
