/* Streams a simulated language model's answers. */
#include "core/utf8.h"
#include "jsonl/put.h"
#include "sim/llm_private.h"

enum { PIECE = 6 /* bytes of a token, about */ };

static void
put_event(struct llm_talk *t, const struct buf *data)
{
	struct buf b = { 0 };

	buf_fmt(&b, "data: %.*s\n\n", (int)data->n, data->p);
	server_put(t->call, buf_view(&b));
	buf_free(&b);
}

/* An event with a chunk; `delta` is its JSON, `finish` may be NULL. */
static void
put_chunk(struct llm_talk *t, struct str delta, const char *finish)
{
	struct buf b = { 0 };

	put_open(&b);
	llm_put_head(&b, t, "chat.completion.chunk");
	put_array(&b, "choices");
	put_object(&b, NULL);
	put_int(&b, "index", 0);
	put_raw(&b, "delta", delta);
	put_raw(&b, "logprobs", STR("null"));
	if (finish != NULL)
		put_text(&b, "finish_reason", str_of(finish));
	else
		put_raw(&b, "finish_reason", STR("null"));
	put_close(&b);
	put_array_close(&b);
	if (finish != NULL) {
		put_object(&b, "x_groq");
		put_text(&b, "id", STR("req_sim"));
		llm_put_usage(&b, t);
		put_close(&b);
	}
	put_close(&b);
	put_event(t, &b);
	buf_free(&b);
}

static void
put_delta(struct llm_talk *t, const char *key, struct str text)
{
	struct buf delta = { 0 };

	put_open(&delta);
	put_text(&delta, key, text);
	put_close(&delta);
	put_chunk(t, buf_view(&delta), NULL);
	buf_free(&delta);
}

/* The last chunk, the usage if it was asked for, and the mark of the end. */
static void
end_stream(struct llm_talk *t)
{
	struct buf b = { 0 };

	put_chunk(t, STR("{}"), llm_finish_of(t));
	if (t->order.usage) {
		put_open(&b);
		llm_put_head(&b, t, "chat.completion.chunk");
		put_raw(&b, "choices", STR("[]"));
		llm_put_usage(&b, t);
		put_close(&b);
		put_event(t, &b);
	}
	server_put(t->call, STR("data: [DONE]\n\n"));
	buf_free(&b);
	server_end(t->call);
	llm_drop(t);
}

static void
put_calls(struct llm_talk *t)
{
	struct buf delta = { 0 };

	put_open(&delta);
	put_raw(&delta, "content", STR("null"));
	put_raw(&delta, "tool_calls", buf_view(&t->calls));
	put_close(&delta);
	put_chunk(t, buf_view(&delta), NULL);
	buf_free(&delta);
}

/* The next token; false when there was none. */
static bool
put_token(struct llm_talk *t)
{
	struct str rest = { t->content.p + t->at, t->content.n - t->at }, piece;

	if (rest.n == 0 && t->fault == ENDLESS) {
		t->at = 0;
		return true;
	}
	if (rest.n == 0)
		return false;
	piece = utf8_cut(rest, PIECE);
	if (piece.n == 0)
		piece = rest;
	t->at += piece.n;
	put_delta(t, "content", piece);
	return true;
}

static bool
goes_wrong(const struct llm_talk *t)
{
	bool half = t->at * 2 >= t->content.n;

	return half &&
	    (t->fault == CUT || t->fault == GARBAGE ||
		t->fault == STREAM_ERROR || t->fault == BAD_UTF8);
}

static void
go_wrong(struct llm_talk *t)
{
	switch (t->fault) {
	case GARBAGE:
		server_put(t->call, STR("data: {\"choices\":[{\"delta\":\n\n"));
		break;
	case BAD_UTF8:
		server_put(t->call,
		    STR("data: {\"choices\":[{\"delta\":{\"content\":"
			"\"\xff\xfe\"}}]}\n\n"));
		break;
	case STREAM_ERROR:
		server_put(t->call,
		    STR("data: {\"error\":{\"message\":\"the stream failed\","
			"\"type\":\"server_error\"}}\n\n"));
		break;
	default:
		server_hang_up(t->call);
		llm_drop(t);
		return;
	}
	server_end(t->call);
	llm_drop(t);
}

/* How long a token takes; many of a fast model go together. */
static int64_t
token_ms(const struct llm_talk *t, int *tokens)
{
	double rate = llm_settings(t->llm)->rate;

	*tokens = rate > 1000 ? (int)(rate / 1000) + 1 : 1;
	return rate > 1000 ? 1 : (int64_t)(1000 / rate);
}

void
llm_go_on(struct llm_talk *t)
{
	int tokens;
	int64_t ms = token_ms(t, &tokens);

	if (t->calls.n > 0) {
		put_calls(t);
		end_stream(t);
		return;
	}
	while (tokens-- > 0) {
		if (goes_wrong(t)) {
			go_wrong(t);
			return;
		}
		if (!put_token(t)) {
			end_stream(t);
			return;
		}
	}
	timer_set(t->timer, ms > 0 ? ms : 1);
}

void
llm_begin_stream(struct llm_talk *t)
{
	llm_write_log(t, 200);
	t->begun = true;
	server_begin(t->call, 200, "text/event-stream");
	put_chunk(t, STR("{\"role\":\"assistant\",\"content\":\"\"}"), NULL);
	if (t->fault == EMPTY)
		put_delta(t, "reasoning", STR("We need to decide"));
	llm_go_on(t);
}
