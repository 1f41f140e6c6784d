/* Reads answers, streamed or whole, and errors. */
#include <stdlib.h>

#include "core/utf8.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "llm/answer.h"

enum { MESSAGE_LONGEST = 300 /* bytes shown of what is no JSON */ };

void
answer_clear(struct llm_answer *r)
{
	r->text.n = r->model.n = r->message.n = r->code.n = r->generated.n = 0;
	for (size_t i = 0; i < ANSWER_CALLS; i++)
		r->call[i].id.n = r->call[i].name.n = r->call[i].arguments.n =
		    0;
	r->n_calls = 0;
	r->finish = LLM_UNFINISHED;
	r->usage = (struct llm_usage){ 0 };
	r->refused = r->failed = r->done = r->too_long = false;
	arena_reset(&r->a);
}

void
answer_free(struct llm_answer *r)
{
	buf_free(&r->text);
	buf_free(&r->model);
	buf_free(&r->message);
	buf_free(&r->code);
	buf_free(&r->generated);
	for (size_t i = 0; i < ANSWER_CALLS; i++) {
		buf_free(&r->call[i].id);
		buf_free(&r->call[i].name);
		buf_free(&r->call[i].arguments);
	}
	arena_free(&r->a);
}

/* ---- the parts ---- */

static void
add_text(struct llm_answer *r, struct str text)
{
	size_t room = ANSWER_LONGEST - r->text.n;

	if (text.n > room) {
		text.n = room;
		r->too_long = true;
	}
	buf_str(&r->text, text);
}

static void
set(struct llm_answer *r, struct buf *b, const struct json_val *v)
{
	struct str text = val_text(v, &r->a);

	if (text.p == NULL)
		return;
	b->n = 0;
	buf_str(b, text);
}

static void
take_finish(struct llm_answer *r, const struct json_val *v)
{
	if (v->kind != VAL_STRING)
		return;
	r->finish = val_is(v, "length")                             ? LLM_LENGTH
	    : val_is(v, "tool_calls") || val_is(v, "function_call") ? LLM_CALLS
	    : val_is(v, "content_filter") ? LLM_FILTERED
					  : LLM_STOP;
}

static void
take_number(const struct json_val *usage, const char *path, int64_t *out)
{
	struct json_val v = doc_at(usage, path);
	int64_t n = val_natural(&v);

	if (n > 0)
		*out = n;
}

static void
take_usage(struct llm_answer *r, const struct json_val *usage)
{
	struct llm_usage *u = &r->usage;

	take_number(usage, "prompt_tokens", &u->prompt);
	take_number(usage, "completion_tokens", &u->answer);
	take_number(usage, "prompt_tokens_details.cached_tokens", &u->cached);
	take_number(
	    usage, "completion_tokens_details.reasoning_tokens", &u->reasoning);
}

/* A call, or a piece of one, which its index puts in its place. */
static void
take_call(struct llm_answer *r, const struct json_val *v, size_t index)
{
	struct json_val at = doc_at(v, "index"), id = doc_at(v, "id"),
			name = doc_at(v, "function.name"),
			arguments = doc_at(v, "function.arguments");
	int64_t n = val_natural(&at);
	struct llm_call *call;

	if (n >= 0)
		index = (size_t)n;
	if (index >= ANSWER_CALLS)
		return;
	if (r->n_calls <= index)
		r->n_calls = index + 1;
	call = &r->call[index];
	set(r, &call->id, &id);
	set(r, &call->name, &name);
	if (call->arguments.n < ANSWER_LONGEST)
		buf_str(&call->arguments,
		    arguments.kind == VAL_OBJECT ? val_raw(&arguments)
						 : val_text(&arguments, &r->a));
}

static void
take_calls(struct llm_answer *r, const struct json_val *calls)
{
	struct str rest = doc_items(calls);
	struct json_val call;

	for (size_t i = 0; doc_item(&rest, &call); i++)
		take_call(r, &call, i);
}

/* A message, or a piece of one. */
static void
take_message(struct llm_answer *r, const struct json_val *m)
{
	struct json_val content = doc_at(m, "content"),
			refusal = doc_at(m, "refusal"),
			calls = doc_at(m, "tool_calls");

	add_text(r, val_text(&content, &r->a));
	if (refusal.kind == VAL_STRING && refusal.n > 0) {
		r->refused = true;
		add_text(r, val_text(&refusal, &r->a));
	}
	take_calls(r, &calls);
}

static void
take_error(struct llm_answer *r, const struct json_val *error)
{
	struct json_val message = doc_at(error, "message"),
			code = doc_at(error, "code"),
			type = doc_at(error, "type"),
			generated = doc_at(error, "failed_generation");

	r->failed = true;
	if (error->kind == VAL_STRING)
		set(r, &r->message, error);
	set(r, &r->message, &message);
	set(r, &r->code, code.kind == VAL_STRING ? &code : &type);
	set(r, &r->generated, &generated);
}

/* ---- a document ---- */

enum { CHOICES, USAGE, MODEL, ERROR, X_GROQ, N_KEYS };
static const struct scan_keys answer_keys = { .n = N_KEYS,
	.name = { [CHOICES] = DOC_KEY("choices"),
	    [USAGE] = DOC_KEY("usage"),
	    [MODEL] = DOC_KEY("model"),
	    [ERROR] = DOC_KEY("error"),
	    [X_GROQ] = DOC_KEY("x_groq") } };

static void
fail(struct llm_answer *r, const char *why)
{
	r->failed = true;
	r->message.n = 0;
	buf_adds(&r->message, why);
}

/* The first choice; false when there is none. */
static bool
first_choice(const struct json_val *choices, struct json_val *choice)
{
	struct str rest = doc_items(choices);

	return doc_item(&rest, choice) && choice->kind == VAL_OBJECT;
}

/* What whole answers and pieces have in common; `part` is where the message
 * is. */
static void
take_document(struct llm_answer *r, const struct json_val *v, const char *part)
{
	struct json_val choice, message, finish,
	    usage = doc_at(&v[X_GROQ], "usage"),
	    error = doc_at(&v[X_GROQ], "error");

	if (v[ERROR].kind == VAL_OBJECT || v[ERROR].kind == VAL_STRING)
		take_error(r, &v[ERROR]);
	if (error.kind == VAL_STRING)
		take_error(r, &error);
	set(r, &r->model, &v[MODEL]);
	if (usage.kind == VAL_OBJECT)
		take_usage(r, &usage);
	if (v[USAGE].kind == VAL_OBJECT)
		take_usage(r, &v[USAGE]);
	if (!first_choice(&v[CHOICES], &choice))
		return;
	message = doc_at(&choice, part);
	take_message(r, &message);
	finish = doc_at(&choice, "finish_reason");
	take_finish(r, &finish);
	r->done = r->done || finish.kind == VAL_STRING;
}

/* The same text with U+FFFD for what is no UTF-8. */
static struct str
mended(struct llm_answer *r, struct str text)
{
	struct buf b = { 0 };
	struct str mine;
	uint32_t c;

	while (text.n > 0) {
		size_t n = utf8_next(text, &c);

		b.n += utf8_put(buf_reserve(&b, UTF8_MAX), c);
		text = (struct str){ text.p + n, text.n - n };
	}
	mine = (struct str){ arena_copy(&r->a, b.p, b.n), b.n };
	buf_free(&b);
	return mine;
}

/* Opens a document; some bytes that are no text do not spoil the rest. */
static bool
open_document(struct llm_answer *r, struct str text, struct json_val *v)
{
	struct scan_error err;

	return doc_open(text, &answer_keys, v, &r->a, &err) ||
	    (utf8_valid(text) < text.n &&
		doc_open(mended(r, text), &answer_keys, v, &r->a, &err));
}

bool
answer_read(struct llm_answer *r, struct str body)
{
	struct json_val v[N_KEYS], choice;

	if (!open_document(r, str_trim(body), v)) {
		fail(r, "the answer is not JSON");
		return false;
	}
	take_document(r, v, "message");
	if (!r->failed && !first_choice(&v[CHOICES], &choice))
		fail(r, "the answer has no choices");
	if (!r->failed && r->finish == LLM_UNFINISHED)
		r->finish = LLM_STOP;
	return !r->failed;
}

void
answer_read_error(struct llm_answer *r, long status, struct str body)
{
	struct json_val v[N_KEYS];

	if (open_document(r, str_trim(body), v))
		take_document(r, v, "message");
	if (r->message.n == 0 && status > 0)
		buf_fmt(&r->message, "status %ld", status);
	r->failed = true;
}

/* ---- a stream ---- */

void
answer_event(struct llm_answer *r, struct str data)
{
	struct json_val v[N_KEYS];

	data = str_trim(data);
	if (str_is(data, "[DONE]")) {
		r->done = true;
		return;
	}
	if (r->failed || data.n == 0)
		return;
	arena_reset(&r->a);
	if (!open_document(r, data, v)) {
		fail(r, "a piece of the answer is not JSON");
		return;
	}
	take_document(r, v, "delta");
	if (r->too_long)
		fail(r, "the answer does not end");
}

bool
answer_ended(struct llm_answer *r)
{
	if (r->failed)
		return false;
	if (!r->done) {
		fail(r, "the answer was cut off");
		return false;
	}
	if (r->finish == LLM_UNFINISHED)
		r->finish = LLM_STOP;
	return true;
}

/* ---- calls, failures ---- */

void
answer_put_calls(const struct llm_answer *r, struct buf *b)
{
	buf_addc(b, '[');
	for (size_t i = 0; i < r->n_calls; i++) {
		const struct llm_call *c = &r->call[i];

		put_object(b, NULL);
		put_text(b, "id", buf_view(&c->id));
		put_text(b, "type", STR("function"));
		put_object(b, "function");
		put_text(b, "name", buf_view(&c->name));
		put_text(b, "arguments",
		    c->arguments.n > 0 ? buf_view(&c->arguments) : STR("{}"));
		put_close(b);
		put_close(b);
	}
	buf_addc(b, ']');
}

static bool
is_code(const struct llm_answer *r, const char *code)
{
	return str_is(buf_view(&r->code), code);
}

static bool
says(const struct llm_answer *r, const char *what)
{
	return r->message.n > 0 &&
	    memmem(r->message.p, r->message.n, what, strlen(what)) != NULL;
}

enum llm_failure
answer_failure(const struct llm_answer *r, long status)
{
	if (status == 401 || status == 403)
		return LLM_DENIED;
	if (status == 404 || is_code(r, "model_not_found"))
		return LLM_FATAL;
	if (status == 413 || is_code(r, "context_length_exceeded"))
		return LLM_SHRINK;
	if (status == 429 || status == 498)
		return LLM_WAIT;
	if (is_code(r, "json_validate_failed") || is_code(r, "tool_use_failed"))
		return LLM_RETRY;
	if (status == 400 || status == 422)
		return says(r, "response_format") || says(r, "json_schema") ||
			says(r, "stream") || says(r, "tool")
		    ? LLM_LOWER
		    : status == 422 ? LLM_RETRY
				    : LLM_FATAL;
	if (status >= 400 && status < 500 && status != 408 && status != 409 &&
	    status != 425)
		return LLM_FATAL;
	return LLM_RETRY;
}
