/* A simulated language model's answers, errors and limits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/num.h"
#include "jsonl/put.h"
#include "record/sent.h"
#include "sim/llm_private.h"

enum { MINUTE_MS = 60 * 1000 };

void
llm_drop(struct llm_talk *t)
{
	struct llm_talk **at = &t->llm->talks;

	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	timer_free(t->timer);
	arena_free(&t->texts);
	buf_free(&t->content);
	buf_free(&t->calls);
	free(t);
}

static void
put_error(struct buf *b, const char *message, const char *type,
    const char *code, struct str generated)
{
	put_open(b);
	put_object(b, "error");
	put_text(b, "message", str_of(message));
	put_text(b, "type", str_of(type));
	put_text(b, "code", str_of(code));
	put_text(b, "failed_generation", generated);
	put_close(b);
	put_close(b);
}

/* The request in one line: line ends are only between its tokens. */
static struct str
in_one_line(struct llm_talk *t)
{
	struct str body = str_trim(server_body(t->call));
	char *copy = arena_copy(&t->texts, body.p, body.n);

	for (size_t i = 0; i < body.n; i++)
		if (copy[i] == '\n' || copy[i] == '\r')
			copy[i] = ' ';
	return (struct str){ copy, body.n };
}

void
llm_write_log(struct llm_talk *t, int status)
{
	struct llm *m = t->llm;
	struct llm_asked a = llm_asked_blank();

	if (m->log == NULL)
		return;
	a.at_ms = loop_now(sim_loop(m->sim)) - m->opened;
	a.status = status;
	if (t->fault != FINE)
		a.fault = str_of(llm_fault_name(t->fault));
	if (t->understood)
		a.request = in_one_line(t);
	if (t->content.n > 0)
		a.content = buf_view(&t->content);
	record_put(&m->log->buf, &llm_asked_record, &a);
	out_ready(m->log);
}

void
llm_answer_error(struct llm_talk *t, int status, const char *message,
    const char *type, const char *code, struct str generated)
{
	struct buf body = { 0 };

	put_error(&body, message, type, code, generated);
	llm_write_log(t, status);
	server_answer(t->call, status, "application/json", buf_view(&body));
	buf_free(&body);
	llm_drop(t);
}

/* ---- limits ---- */

static void
add_number(struct server_call *call, const char *name, int64_t n)
{
	char text[NUM_INT_MAX + 1];

	text[num_put_int(text, n)] = '\0';
	server_add_header(call, name, text);
}

static void
add_span(struct server_call *call, const char *name, int64_t ms)
{
	char text[48];

	if (ms >= MINUTE_MS)
		snprintf(text, sizeof text, "%lldm%.3fs",
		    (long long)(ms / MINUTE_MS),
		    (double)(ms % MINUTE_MS) / 1000);
	else
		snprintf(text, sizeof text, "%.3fs", (double)ms / 1000);
	server_add_header(call, name, text);
}

enum { DAY_REQUESTS = 14400 };

/* What is left of the minute's tokens, at `now`. */
static int64_t
tokens_left(struct llm *m, int64_t now)
{
	if (now - m->minute >= MINUTE_MS) {
		m->minute = now;
		m->used = 0;
	}
	return llm_settings(m)->limit > m->used
	    ? llm_settings(m)->limit - m->used
	    : 0;
}

void
llm_add_limits(struct llm_talk *t, int64_t now)
{
	struct llm *m = t->llm;
	int64_t left = tokens_left(m, now);

	if (llm_settings(m)->limit == 0)
		return;
	add_number(t->call, "x-ratelimit-limit-requests", DAY_REQUESTS);
	add_number(t->call, "x-ratelimit-limit-tokens", llm_settings(m)->limit);
	add_number(t->call, "x-ratelimit-remaining-requests",
	    DAY_REQUESTS - m->of_day);
	add_number(t->call, "x-ratelimit-remaining-tokens", left);
	add_span(t->call, "x-ratelimit-reset-requests", 6000);
	add_span(
	    t->call, "x-ratelimit-reset-tokens", m->minute + MINUTE_MS - now);
}

void
llm_refuse_for(struct llm_talk *t, int64_t wait_ms)
{
	char message[160];

	add_number(t->call, "retry-after", (wait_ms + 999) / 1000);
	snprintf(message, sizeof message,
	    "Rate limit reached for model in organization `org_sim` on tokens "
	    "per minute (TPM). Please try again in %.3fs.",
	    (double)wait_ms / 1000);
	llm_answer_error(t, 429, message, "tokens", "rate_limit_exceeded",
	    (struct str){ 0 });
}

/* Books the request; true when it is one too many, and refused. */
bool
llm_is_too_much(struct llm_talk *t, int64_t now)
{
	struct llm *m = t->llm;
	int64_t need = (int64_t)t->order.tokens + t->tokens;

	if (llm_settings(m)->limit > 0 && need > tokens_left(m, now)) {
		if (need > llm_settings(m)->limit)
			llm_answer_error(t, 413,
			    "Request too large for model on tokens per minute "
			    "(TPM)",
			    "tokens", "rate_limit_exceeded", (struct str){ 0 });
		else
			llm_refuse_for(t, m->minute + MINUTE_MS - now);
		return true;
	}
	m->used += need;
	m->of_day++;
	return false;
}

/* ---- a whole answer ---- */

void
llm_put_usage(struct buf *b, const struct llm_talk *t)
{
	int64_t prompt = (int64_t)t->order.tokens;

	put_object(b, "usage");
	put_int(b, "prompt_tokens", prompt);
	put_int(b, "completion_tokens", t->tokens);
	put_int(b, "total_tokens", prompt + t->tokens);
	put_close(b);
}

void
llm_put_head(struct buf *b, const struct llm_talk *t, const char *object)
{
	char id[32];

	snprintf(id, sizeof id, "chatcmpl-sim-%04llu",
	    (unsigned long long)t->llm->asked);
	put_text(b, "id", str_of(id));
	put_text(b, "object", str_of(object));
	put_int(b, "created", sim_now(t->llm->sim) / 1000);
	put_text(b, "model", t->order.model);
}

const char *
llm_finish_of(const struct llm_talk *t)
{
	return t->calls.n > 0 ? "tool_calls" : t->cut_off ? "length" : "stop";
}

static void
put_message(struct buf *b, const struct llm_talk *t)
{
	put_object(b, "message");
	put_text(b, "role", STR("assistant"));
	if (t->calls.n > 0)
		put_raw(b, "content", STR("null"));
	else
		put_text(b, "content",
		    t->content.n > 0 ? buf_view(&t->content) : STR(""));
	if (t->calls.n > 0)
		put_raw(b, "tool_calls", buf_view(&t->calls));
	if (t->fault == EMPTY)
		put_text(b, "reasoning", STR("We need to decide"));
	put_close(b);
}

static void
put_completion(struct buf *b, const struct llm_talk *t)
{
	put_open(b);
	llm_put_head(b, t, "chat.completion");
	put_array(b, "choices");
	if (t->fault != NO_CHOICES) {
		put_object(b, NULL);
		put_int(b, "index", 0);
		put_message(b, t);
		put_raw(b, "logprobs", STR("null"));
		put_text(b, "finish_reason", str_of(llm_finish_of(t)));
		put_close(b);
	}
	put_array_close(b);
	llm_put_usage(b, t);
	put_object(b, "x_groq");
	put_text(b, "id", STR("req_sim"));
	put_close(b);
	put_close(b);
}

/* Half of the answer and no end. */
static void
cut_off(struct llm_talk *t, struct buf *body)
{
	server_begin(t->call, 200, "application/json");
	server_put(t->call, (struct str){ body->p, body->n / 2 });
	t->begun = true;
	timer_set(t->timer, 20);
}

void
llm_answer_whole(struct llm_talk *t)
{
	struct buf body = { 0 };

	put_completion(&body, t);
	if (t->fault == GARBAGE)
		body.n /= 2;
	if (t->fault == BAD_UTF8 && body.n > 100)
		memcpy(body.p + body.n / 2, "\xff\xfe", 2);
	llm_write_log(t, 200);
	if (t->fault == CUT) {
		cut_off(t, &body);
	} else {
		server_answer(
		    t->call, 200, "application/json", buf_view(&body));
		llm_drop(t);
	}
	buf_free(&body);
}
