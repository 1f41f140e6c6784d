/* Serves a simulated language model. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/utf8.h"
#include "core/when.h"
#include "jsonl/doc.h"
#include "jsonl/out.h"
#include "jsonl/put.h"
#include "llm/gauge.h"
#include "record/sent.h"
#include "sim/llm_service.h"
#include "sim/llm_talk.h"

enum { PIECE = 6 /* bytes of a token, about */, MINUTE_MS = 60 * 1000 };

/* What may go wrong with a request, in the order of fault_names. */
enum llm_fault {
	FINE,
	HTTP_401,
	HTTP_404,
	HTTP_413,
	HTTP_429,
	HTTP_498,
	HTTP_500,
	HTTP_503,
	PAGE_502,
	LATE,    /* the answer begins VALUE late */
	MUTE,    /* no answer at all */
	CUT,     /* the connection is cut within the answer */
	GARBAGE, /* the answer is no JSON */
	EMPTY,   /* content "", its tokens went into reasoning */
	NO_CHOICES,
	PROSE, /* an object with prose around, in a fence */
	LOOSE, /* an object as strict readers refuse it */
	PLAIN, /* no object, though one was asked for */
	BAD_EMOTION,
	THOUGHTS, /* <think>...</think> in front */
	BAD_JSON, /* 400 json_validate_failed */
	BAD_TOOL, /* 400 tool_use_failed, with the answer in it */
	NO_FORM,  /* 400: response_format is not known here */
	ENDLESS,  /* the answer does not end */
	BAD_UTF8,
	STREAM_ERROR, /* an error event in the stream */
	LEAK,         /* the system message is the answer */
	LLM_FAULTS
};

static const char *const fault_names[LLM_FAULTS] = { "ok", "401", "404", "413",
	"429", "498", "500", "503", "502", "slow", "mute", "cut", "garbage",
	"empty", "no-choices", "prose", "loose", "plain", "bad-emotion",
	"think", "bad-json", "bad-tool", "no-form", "endless", "bad-utf8",
	"stream-error", "leak" };

/* An answer under way. */
struct llm_talk {
	struct llm *llm;
	struct server_call *call;
	struct timer *timer;
	struct arena texts;
	struct llm_order order;
	struct buf content, calls;
	struct str system; /* the first message's text */
	enum llm_fault fault;
	int64_t value; /* of the fault, ms */
	size_t at;     /* bytes of the content that were sent */
	int64_t tokens;
	bool understood, begun, cut_off;
	struct llm_talk *next;
};

struct llm {
	struct sim *sim;
	struct llm_talk *talks;
	const char *faults; /* those to come: NAME[=DUR],... */
	struct out *log;
	uint64_t asked;
	int64_t opened; /* on the loop's clock, as all its times */
	int64_t minute; /* when the minute of the limit began */
	int64_t used;   /* tokens in it */
	int64_t of_day; /* requests */
};

static const struct sim_llm_settings *
settings(const struct llm *m)
{
	return &sim_set(m->sim)->llm;
}

static void *
open_llm(struct sim *sim)
{
	struct llm *m = xcalloc(1, sizeof *m);

	m->sim = sim;
	m->opened = m->minute = loop_now(sim_loop(sim));
	m->faults = sim_set(sim)->llm.faults;
	if (sim_set(sim)->llm.log != NULL)
		m->log = out_open(sim_set(sim)->llm.log, true);
	return m;
}

static void
drop(struct llm_talk *t)
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
close_llm(void *own)
{
	struct llm *m = own;

	while (m->talks != NULL)
		drop(m->talks);
	out_close(m->log);
	free(m);
}

static void
environment(void *own, const char *host, struct buf *lines)
{
	const struct sim_llm_settings *set = settings(own);

	buf_fmt(lines, "CHZ_LLM_URL=http://%s/v1\n", host);
	if (set->key != NULL)
		buf_fmt(lines, "CHZ_LLM_KEY=%s\n", set->key);
}

/* ---- what goes wrong ---- */

/* "NAME", "NAME=DUR", each with an asterisk or without. */
static bool
read_fault(struct str item, enum llm_fault *fault, int64_t *value)
{
	struct str rest = item, name;

	if (str_ends(rest, "*"))
		rest.n--;
	name = str_cut(&rest, '=');
	*value = 1000;
	if (rest.p != NULL && !when_duration(rest, value))
		return false;
	for (int i = 0; i < LLM_FAULTS; i++)
		if (str_is(name, fault_names[i])) {
			*fault = (enum llm_fault)i;
			return true;
		}
	return false;
}

bool
llm_faults_are_good(struct str list)
{
	enum llm_fault fault;
	int64_t value;

	while (list.p != NULL)
		if (!read_fault(str_cut(&list, ','), &fault, &value))
			return false;
	return true;
}

/* The fault of the next request. */
static enum llm_fault
next_fault(struct llm *m, int64_t *value)
{
	struct str rest = str_of(m->faults), item;
	enum llm_fault fault = FINE;

	if (rest.n == 0)
		return FINE;
	item = str_cut(&rest, ',');
	read_fault(item, &fault, value);
	if (!str_ends(item, "*"))
		m->faults = rest.p;
	return fault;
}

/* ---- answers ---- */

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

static void
write_log(struct llm_talk *t, int status)
{
	struct llm *m = t->llm;
	struct llm_asked a = llm_asked_blank();

	if (m->log == NULL)
		return;
	a.at_ms = loop_now(sim_loop(m->sim)) - m->opened;
	a.status = status;
	if (t->fault != FINE)
		a.fault = str_of(fault_names[t->fault]);
	if (t->understood)
		a.request = in_one_line(t);
	if (t->content.n > 0)
		a.content = buf_view(&t->content);
	record_put(&m->log->buf, &llm_asked_record, &a);
	out_ready(m->log);
}

static void
answer_error(struct llm_talk *t, int status, const char *message,
    const char *type, const char *code, struct str generated)
{
	struct buf body = { 0 };

	put_error(&body, message, type, code, generated);
	write_log(t, status);
	server_answer(t->call, status, "application/json", buf_view(&body));
	buf_free(&body);
	drop(t);
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
	return settings(m)->limit > m->used ? settings(m)->limit - m->used : 0;
}

static void
add_limits(struct llm_talk *t, int64_t now)
{
	struct llm *m = t->llm;
	int64_t left = tokens_left(m, now);

	if (settings(m)->limit == 0)
		return;
	add_number(t->call, "x-ratelimit-limit-requests", DAY_REQUESTS);
	add_number(t->call, "x-ratelimit-limit-tokens", settings(m)->limit);
	add_number(t->call, "x-ratelimit-remaining-requests",
	    DAY_REQUESTS - m->of_day);
	add_number(t->call, "x-ratelimit-remaining-tokens", left);
	add_span(t->call, "x-ratelimit-reset-requests", 6000);
	add_span(
	    t->call, "x-ratelimit-reset-tokens", m->minute + MINUTE_MS - now);
}

static void
refuse_for(struct llm_talk *t, int64_t wait_ms)
{
	char message[160];

	add_number(t->call, "retry-after", (wait_ms + 999) / 1000);
	snprintf(message, sizeof message,
	    "Rate limit reached for model in organization `org_sim` on tokens "
	    "per minute (TPM). Please try again in %.3fs.",
	    (double)wait_ms / 1000);
	answer_error(t, 429, message, "tokens", "rate_limit_exceeded",
	    (struct str){ 0 });
}

/* Books the request; true when it is one too many, and refused. */
static bool
is_too_much(struct llm_talk *t, int64_t now)
{
	struct llm *m = t->llm;
	int64_t need = (int64_t)t->order.tokens + t->tokens;

	if (settings(m)->limit > 0 && need > tokens_left(m, now)) {
		if (need > settings(m)->limit)
			answer_error(t, 413,
			    "Request too large for model on tokens per minute "
			    "(TPM)",
			    "tokens", "rate_limit_exceeded", (struct str){ 0 });
		else
			refuse_for(t, m->minute + MINUTE_MS - now);
		return true;
	}
	m->used += need;
	m->of_day++;
	return false;
}

/* ---- a whole answer ---- */

static void
put_usage(struct buf *b, const struct llm_talk *t)
{
	int64_t prompt = (int64_t)t->order.tokens;

	put_object(b, "usage");
	put_int(b, "prompt_tokens", prompt);
	put_int(b, "completion_tokens", t->tokens);
	put_int(b, "total_tokens", prompt + t->tokens);
	put_close(b);
}

static void
put_head(struct buf *b, const struct llm_talk *t, const char *object)
{
	char id[32];

	snprintf(id, sizeof id, "chatcmpl-sim-%04llu",
	    (unsigned long long)t->llm->asked);
	put_text(b, "id", str_of(id));
	put_text(b, "object", str_of(object));
	put_int(b, "created", sim_now(t->llm->sim) / 1000);
	put_text(b, "model", t->order.model);
}

static const char *
finish_of(const struct llm_talk *t)
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
	put_head(b, t, "chat.completion");
	put_array(b, "choices");
	if (t->fault != NO_CHOICES) {
		put_object(b, NULL);
		put_int(b, "index", 0);
		put_message(b, t);
		put_raw(b, "logprobs", STR("null"));
		put_text(b, "finish_reason", str_of(finish_of(t)));
		put_close(b);
	}
	put_array_close(b);
	put_usage(b, t);
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

static void
answer_whole(struct llm_talk *t)
{
	struct buf body = { 0 };

	put_completion(&body, t);
	if (t->fault == GARBAGE)
		body.n /= 2;
	if (t->fault == BAD_UTF8 && body.n > 100)
		memcpy(body.p + body.n / 2, "\xff\xfe", 2);
	write_log(t, 200);
	if (t->fault == CUT) {
		cut_off(t, &body);
	} else {
		server_answer(
		    t->call, 200, "application/json", buf_view(&body));
		drop(t);
	}
	buf_free(&body);
}

/* ---- a stream ---- */

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
	put_head(&b, t, "chat.completion.chunk");
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
		put_usage(&b, t);
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

	put_chunk(t, STR("{}"), finish_of(t));
	if (t->order.usage) {
		put_open(&b);
		put_head(&b, t, "chat.completion.chunk");
		put_raw(&b, "choices", STR("[]"));
		put_usage(&b, t);
		put_close(&b);
		put_event(t, &b);
	}
	server_put(t->call, STR("data: [DONE]\n\n"));
	buf_free(&b);
	server_end(t->call);
	drop(t);
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
		drop(t);
		return;
	}
	server_end(t->call);
	drop(t);
}

/* How long a token takes; many of a fast model go together. */
static int64_t
token_ms(const struct llm_talk *t, int *tokens)
{
	double rate = settings(t->llm)->rate;

	*tokens = rate > 1000 ? (int)(rate / 1000) + 1 : 1;
	return rate > 1000 ? 1 : (int64_t)(1000 / rate);
}

static void
go_on(struct llm_talk *t)
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

static void
begin_stream(struct llm_talk *t)
{
	write_log(t, 200);
	t->begun = true;
	server_begin(t->call, 200, "text/event-stream");
	put_chunk(t, STR("{\"role\":\"assistant\",\"content\":\"\"}"), NULL);
	if (t->fault == EMPTY)
		put_delta(t, "reasoning", STR("We need to decide"));
	go_on(t);
}

/* ---- what is said ---- */

static void
make_calls(struct llm_talk *t)
{
	struct json_val name = doc_at(&t->order.tool, "function.name");
	struct buf arguments = { 0 };

	llm_talk_arguments(&t->order, &arguments);
	buf_addc(&t->calls, '[');
	put_object(&t->calls, NULL);
	put_int(&t->calls, "index", 0);
	put_text(&t->calls, "id", STR("call_sim1"));
	put_text(&t->calls, "type", STR("function"));
	put_object(&t->calls, "function");
	put_raw(&t->calls, "name", val_raw(&name));
	put_text(&t->calls, "arguments", buf_view(&arguments));
	put_close(&t->calls);
	put_close(&t->calls);
	buf_addc(&t->calls, ']');
	buf_free(&arguments);
}

/* The content in another dress. */
static void
dress(struct llm_talk *t, const char *before, const char *behind)
{
	struct buf b = { 0 };

	buf_adds(&b, before);
	buf_str(&b, buf_view(&t->content));
	buf_adds(&b, behind);
	buf_free(&t->content);
	t->content = b;
}

static void
say(struct llm_talk *t, const char *content)
{
	t->content.n = 0;
	buf_adds(&t->content, content);
}

static void
spoil(struct llm_talk *t)
{
	switch (t->fault) {
	case EMPTY:
		t->content.n = 0;
		t->cut_off = true;
		break;
	case PROSE:
		dress(t, "Sure!\n```json\n", "\n```\nHope that helps.");
		break;
	case LOOSE:
		say(t,
		    "{'emotion': happy, 'response': '느슨한 \"대답\"이에요', "
		    "}");
		break;
	case PLAIN:
		say(t, "그냥 말로 대답할게요.");
		break;
	case BAD_EMOTION:
		say(t,
		    "{\"emotion\":\"furious\",\"response\":\"감정이 "
		    "이상해요.\"}");
		break;
	case THOUGHTS:
		dress(t, "<think>뭐라고 할까, 비밀이다</think>", "");
		break;
	case LEAK:
		t->content.n = 0;
		buf_str(&t->content, t->system);
		break;
	default:
		break;
	}
}

/* A limit of tokens cuts the content. */
static void
limit(struct llm_talk *t)
{
	struct gauge g = { 0 };
	int64_t most = t->order.max_tokens;

	t->tokens = (int64_t)gauge_tokens(&g, buf_view(&t->content));
	if (most <= 0 || t->tokens <= most)
		return;
	t->content.n = utf8_cut(buf_view(&t->content),
	    t->content.n * (size_t)most / (size_t)t->tokens)
			   .n;
	t->tokens = most;
	t->cut_off = true;
}

static struct str
first_text(struct llm_talk *t, struct str body)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { DOC_KEY("messages") } };
	struct json_val v[1], message, content;
	struct scan_error err;
	struct str rest;

	if (!doc_open(str_trim(body), &keys, v, &t->texts, &err))
		return (struct str){ 0 };
	rest = doc_items(&v[0]);
	if (!doc_item(&rest, &message))
		return (struct str){ 0 };
	content = doc_at(&message, "content");
	return val_text(&content, &t->texts);
}

static void
make_content(struct llm_talk *t)
{
	if (llm_order_calls(&t->order))
		make_calls(t);
	else
		llm_talk_content(&t->order, &t->content);
	if (t->fault == LEAK)
		t->system = first_text(t, server_body(t->call));
	spoil(t);
	limit(t);
}

/* ---- requests ---- */

static void
answer(struct llm_talk *t)
{
	int64_t now = loop_now(sim_loop(t->llm->sim));

	if (is_too_much(t, now))
		return;
	add_limits(t, now);
	if (t->order.stream)
		begin_stream(t);
	else
		answer_whole(t);
}

/* The timer: the answer begins, or goes on. */
static void
due(void *ctx)
{
	struct llm_talk *t = ctx;

	if (!t->begun) {
		answer(t);
	} else if (t->order.stream) {
		go_on(t);
	} else { /* cut off */
		server_hang_up(t->call);
		drop(t);
	}
}

/* Faults that take the answer's place; false for others. */
static bool
refuse(struct llm_talk *t)
{
	const struct str none = { 0 };

	switch (t->fault) {
	case HTTP_401:
		answer_error(t, 401, "Invalid API Key", "invalid_request_error",
		    "invalid_api_key", none);
		return true;
	case HTTP_404:
		answer_error(t, 404, "The model does not exist",
		    "invalid_request_error", "model_not_found", none);
		return true;
	case HTTP_413:
		answer_error(t, 413, "Request too large", "tokens",
		    "rate_limit_exceeded", none);
		return true;
	case HTTP_429:
		refuse_for(t, t->value);
		return true;
	case HTTP_498:
		answer_error(t, 498, "capacity exceeded", "capacity_exceeded",
		    "capacity_exceeded", none);
		return true;
	case HTTP_500:
	case HTTP_503:
		answer_error(t, t->fault == HTTP_500 ? 500 : 503,
		    "over capacity", "internal_server_error", NULL, none);
		return true;
	case PAGE_502:
		server_answer(t->call, 502, "text/html",
		    STR("<html><body>502 Bad Gateway</body></html>"));
		drop(t);
		return true;
	case BAD_JSON:
		answer_error(t, 400, "Failed to validate JSON",
		    "invalid_request_error", "json_validate_failed",
		    STR("{\"emotion\": sad, \"response\": \"검사에 걸린 대답"));
		return true;
	case BAD_TOOL:
		answer_error(t, 400,
		    "attempted to call tool 'json' which was not in "
		    "request.tools",
		    "invalid_request_error", "tool_use_failed",
		    STR("{\"name\":\"json\",\"arguments\":{\"emotion\":"
			"\"happy\",\"response\":\"도구로 온 대답이에요.\"}}"));
		return true;
	case NO_FORM:
		if (!t->order.json)
			return false;
		answer_error(t, 400,
		    "response_format is not supported by this model",
		    "invalid_request_error", NULL, none);
		return true;
	case MUTE:
		return true;
	default:
		return false;
	}
}

static bool
has_key(const struct llm *m, const struct server_call *call)
{
	struct str given = server_header(call, "authorization");
	const char *key = settings(m)->key;
	struct str bearer = str_cut(&given, ' ');

	return key == NULL || (str_is(bearer, "Bearer") && str_is(given, key));
}

static void
take(struct llm *m, struct server_call *call)
{
	struct llm_talk *t = xcalloc(1, sizeof *t);
	int64_t delay = settings(m)->delay_ms;

	m->asked++;
	t->llm = m;
	t->call = call;
	t->next = m->talks;
	m->talks = t;
	t->timer = timer_new(sim_loop(m->sim), due, t);
	t->fault = next_fault(m, &t->value);
	t->understood = llm_order_read(&t->order, server_body(call), &t->texts);
	if (!t->understood)
		t->order.wrong = "the body is not JSON";
	else if (t->order.model.n == 0 || str_starts(t->order.model, "no-such"))
		t->fault = HTTP_404;
	if (!has_key(m, call))
		t->fault = HTTP_401;
	if (refuse(t))
		return;
	if (t->order.wrong != NULL) {
		answer_error(t, 400, t->order.wrong, "invalid_request_error",
		    NULL, (struct str){ 0 });
		return;
	}
	make_content(t);
	if (t->fault == LATE)
		delay += t->value;
	timer_set(t->timer, delay);
}

static void
list_models(struct server_call *call)
{
	server_answer(call, 200, "application/json",
	    STR("{\"object\":\"list\",\"data\":["
		"{\"id\":\"openai/gpt-oss-120b\",\"object\":\"model\","
		"\"created\":1754408224,\"owned_by\":\"sim\"},"
		"{\"id\":\"openai/gpt-oss-20b\",\"object\":\"model\","
		"\"created\":1754407957,\"owned_by\":\"sim\"}]}"));
}

static bool
request(void *own, struct server_call *call)
{
	struct str path = server_path(call);

	/* The SDK of Groq asks below /openai. */
	if (str_starts(path, "/openai/"))
		path = (struct str){ path.p + 7, path.n - 7 };
	if (str_is(path, "/v1/models"))
		list_models(call);
	else if (str_is(path, "/v1/chat/completions") &&
	    str_is(server_method(call), "POST"))
		take(own, call);
	else
		return false;
	return true;
}

static void
gone(void *own, struct server_call *call)
{
	struct llm *m = own;

	for (struct llm_talk *t = m->talks; t != NULL; t = t->next)
		if (t->call == call) {
			drop(t);
			return;
		}
}

const struct sim_service llm_service = {
	.name = "llm",
	.open = open_llm,
	.close = close_llm,
	.environment = environment,
	.request = request,
	.gone = gone,
};
