/* Asks endpoints until one answers. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/random.h"
#include "llm/asking.h"

static const struct retry_rule rule = {
	.first_ms = 500, .most_ms = 8000, .healthy_ms = 0, .max = LLM_TRIES
};

static int64_t
wait_of(const struct llm_endpoint *e, int64_t tokens, int64_t now)
{
	int64_t wait = pace_wait(&e->pace, tokens, now);
	int64_t rest = e->rest_until - now;

	return rest > wait ? rest : wait;
}

int64_t
endpoints_wait(const struct llm_endpoints *ends, int64_t tokens, int64_t now)
{
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < ends->n; i++) {
		int64_t wait = wait_of(&ends->at[i], tokens, now);

		least = wait < least ? wait : least;
	}
	return least;
}

/* The first that has not failed and may be asked now, else the one with the
 * least to wait; false when all have failed. */
static bool
choose_endpoint(struct asking *a, int64_t now)
{
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < a->ends->n; i++) {
		int64_t wait = wait_of(&a->ends->at[i], asking_tokens(a), now);

		if ((a->tried >> i & 1) != 0 || wait >= least)
			continue;
		least = wait > 0 ? wait : 0;
		a->end = i;
		if (wait <= 0)
			break;
	}
	return least != INT64_MAX;
}

static void
take_event(void *ctx, struct str data)
{
	answer_event(ctx, data);
}

void
asking_again(struct asking *a)
{
	answer_clear(&a->answer);
	sse_free(&a->sse);
	a->sse = (struct sse){ .data = take_event, .ctx = &a->answer };
	pace_begin(&asking_endpoint(a)->pace);
}

void
asking_begin(struct asking *a, int64_t now)
{
	a->n = 0;
	a->tried = 0;
	a->guess = 0;
	a->grew = false;
	arena_reset(&a->texts);
	retry_init(&a->retry, rule, random_seed());
	choose_endpoint(a, now);
	asking_again(a);
}

void
asking_free(struct asking *a)
{
	answer_free(&a->answer);
	sse_free(&a->sse);
	arena_free(&a->texts);
	free(a->messages);
}

/* ---- messages ---- */

static struct llm_message *
add(struct asking *a, enum llm_role role)
{
	MEM_RESERVE(a->messages, a->cap, a->n + 1);
	a->messages[a->n] = (struct llm_message){ .role = role };
	a->guess += GAUGE_MESSAGE;
	return &a->messages[a->n++];
}

void
asking_say(struct asking *a, enum llm_role role, struct str text)
{
	add(a, role)->text =
	    arena_str(&a->texts, text.p != NULL ? text : STR(""));
	a->guess += gauge_guess(text);
}

void
asking_say_calls(struct asking *a)
{
	struct buf calls = { 0 };

	answer_put_calls(&a->answer, &calls);
	add(a, LLM_ASSISTANT)->calls = arena_str(&a->texts, buf_view(&calls));
	a->guess += gauge_guess(buf_view(&calls));
	buf_free(&calls);
}

void
asking_say_returned(struct asking *a, size_t i, struct str text)
{
	struct llm_message *m = add(a, LLM_TOOL);

	m->text = arena_str(&a->texts, text.p != NULL ? text : STR(""));
	m->call_id = arena_str(&a->texts, buf_view(&a->answer.call[i].id));
	a->guess += gauge_guess(text);
}

int64_t
asking_tokens(const struct asking *a)
{
	return (int64_t)(a->guess * gauge_ratio(&a->ends->gauge)) + 1;
}

/* ---- the request ---- */

struct llm_endpoint *
asking_endpoint(struct asking *a)
{
	return &a->ends->at[a->end];
}

bool
asking_streams(const struct asking *a)
{
	return a->stream && a->n_tools == 0 && !a->ends->at[a->end].no_stream;
}

void
asking_put_body(struct asking *a, struct buf *b)
{
	const struct llm_endpoint *e = asking_endpoint(a);
	struct llm_request r = { .model = str_of(e->model),
		.messages = a->messages,
		.n_messages = a->n,
		.form = a->form < e->form ? a->form : e->form,
		.schema = a->schema,
		.tools = a->tools,
		.n_tools = a->n_tools,
		.max_tokens = a->max_tokens * (a->grew ? 2 : 1),
		.temperature = a->temperature,
		.hide_reasoning = e->groq,
		.stream = asking_streams(a) };

	if (a->effort != NULL && e->reasons)
		r.effort = str_of(a->effort);
	a->streams = r.stream;
	request_put(b, &r);
}

void
asking_header(struct asking *a, struct str name, struct str value, int64_t now)
{
	pace_header(&asking_endpoint(a)->pace, name, value, now);
}

void
asking_piece(struct asking *a, struct str bytes)
{
	sse_feed(&a->sse, bytes);
}

/* ---- what comes of it ---- */

/* This endpoint will not answer; another may. */
static enum asking_step
leave(
    struct asking *a, enum asking_step otherwise, int64_t now, int64_t *wait_ms)
{
	a->tried |= (size_t)1 << a->end;
	if (!choose_endpoint(a, now))
		return otherwise;
	*wait_ms = wait_of(asking_endpoint(a), asking_tokens(a), now);
	if (*wait_ms > LLM_PATIENCE_MS)
		return otherwise;
	retry_init(&a->retry, rule, random_seed());
	asking_again(a);
	return ASKING_AGAIN;
}

static enum asking_step
try_again(struct asking *a, int64_t now, int64_t *wait_ms)
{
	int64_t wait = retry_down(&a->retry, now);

	if (wait == RETRY_NEVER) {
		if (a->ends->n > 1)
			asking_endpoint(a)->rest_until = now + LLM_REST_MS;
		return leave(a, ASKING_FAILED, now, wait_ms);
	}
	asking_again(a);
	*wait_ms = wait;
	return ASKING_AGAIN;
}

/* Too many requests: as long as the server says, if that is not too long. */
static enum asking_step
hold_back(struct asking *a, int64_t now, int64_t *wait_ms)
{
	struct pace *pace = &asking_endpoint(a)->pace;
	int64_t back_off = retry_down(&a->retry, now);

	pace_refused(pace, buf_view(&a->answer.message),
	    back_off != RETRY_NEVER ? back_off : LLM_PATIENCE_MS, now);
	*wait_ms = pace_wait(pace, 1, now);
	if (*wait_ms > LLM_PATIENCE_MS || back_off == RETRY_NEVER)
		return leave(a, ASKING_FAILED, now, wait_ms);
	asking_again(a);
	return ASKING_AGAIN;
}

/* Asks for less, once and for all; false when there is no less. */
static bool
lower(struct asking *a)
{
	struct llm_endpoint *e = asking_endpoint(a);

	if (a->streams) {
		e->no_stream = true;
		return true;
	}
	if (a->n_tools > 0) {
		a->n_tools = 0;
		return true;
	}
	if (e->form == LLM_TEXT || a->form == LLM_TEXT)
		return false;
	if (e->form > a->form)
		e->form = a->form;
	e->form--;
	return true;
}

/* What a server threw away since its form was wrong may be good enough. */
static bool
salvage(struct asking *a)
{
	struct buf *generated = &a->answer.generated;

	if (generated->n == 0 ||
	    memmem(generated->p, generated->n, "response", 8) == NULL)
		return false;
	a->answer.text.n = 0;
	buf_str(&a->answer.text, buf_view(generated));
	a->answer.failed = false;
	a->answer.finish = LLM_STOP;
	return true;
}

static enum asking_step
after_failure(struct asking *a, long status, int64_t now, int64_t *wait_ms)
{
	enum llm_failure failure = answer_failure(&a->answer, status);

	switch (failure) {
	case LLM_LOWER:
		if (!lower(a))
			return leave(a, ASKING_FATAL, now, wait_ms);
		asking_again(a);
		return ASKING_AGAIN;
	case LLM_SHRINK:
		return ASKING_SHRINK;
	case LLM_WAIT:
		return hold_back(a, now, wait_ms);
	case LLM_DENIED:
		return leave(a, ASKING_DENIED, now, wait_ms);
	case LLM_FATAL:
		return leave(a, ASKING_FATAL, now, wait_ms);
	case LLM_RETRY:
		break;
	}
	if (salvage(a))
		return ASKING_DONE;
	return try_again(a, now, wait_ms);
}

/* An answer whose tokens all went into reasoning gets twice as many. */
static bool
may_grow(struct asking *a)
{
	return a->answer.finish == LLM_LENGTH && a->answer.text.n == 0 &&
	    !a->grew && a->max_tokens > 0;
}

static enum asking_step
after_success(struct asking *a, int64_t *wait_ms)
{
	gauge_learn(&a->ends->gauge, a->guess, a->answer.usage.prompt);
	*wait_ms = 0;
	asking_endpoint(a)->rest_until = 0;
	if (!may_grow(a))
		return ASKING_DONE;
	a->grew = true;
	asking_again(a);
	return ASKING_AGAIN;
}

enum asking_step
asking_end(struct asking *a, long status, struct str body, const char *why,
    int64_t now, int64_t *wait_ms)
{
	bool good;

	*wait_ms = 0;
	if (status / 100 == 2) {
		good = a->streams ? answer_ended(&a->answer)
				  : answer_read(&a->answer, body);
		if (good)
			return after_success(a, wait_ms);
		/* Half an answer that was heard cannot be taken back. */
		if (a->streams && a->answer.text.n > 0)
			return ASKING_FAILED;
		return try_again(a, now, wait_ms);
	}
	answer_read_error(&a->answer, status, body);
	if (status == 0 && why != NULL) {
		a->answer.message.n = 0;
		buf_adds(&a->answer.message, why);
	}
	return after_failure(a, status, now, wait_ms);
}

bool
asking_once_more(struct asking *a)
{
	if (retry_down(&a->retry, 0) == RETRY_NEVER)
		return false;
	asking_again(a);
	return true;
}
