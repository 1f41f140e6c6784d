/* Serves a simulated language model. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "llm/gauge.h"
#include "sim/llm_private.h"

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
close_llm(void *own)
{
	struct llm *m = own;

	while (m->talks != NULL)
		llm_drop(m->talks);
	out_close(m->log);
	free(m);
}

static void
environment(void *own, const char *host, struct buf *lines)
{
	const struct sim_llm_settings *set = llm_settings(own);

	buf_fmt(lines, "CHZ_LLM_URL=http://%s/v1\n", host);
	if (set->key != NULL)
		buf_fmt(lines, "CHZ_LLM_KEY=%s\n", set->key);
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
	llm_spoil(t);
	limit(t);
}

/* ---- requests ---- */

static void
answer(struct llm_talk *t)
{
	int64_t now = loop_now(sim_loop(t->llm->sim));

	if (llm_is_too_much(t, now))
		return;
	llm_add_limits(t, now);
	if (t->order.stream)
		llm_begin_stream(t);
	else
		llm_answer_whole(t);
}

/* The timer: the answer begins, or goes on. */
static void
due(void *ctx)
{
	struct llm_talk *t = ctx;

	if (!t->begun) {
		answer(t);
	} else if (t->order.stream) {
		llm_go_on(t);
	} else { /* cut off */
		server_hang_up(t->call);
		llm_drop(t);
	}
}

static bool
has_key(const struct llm *m, const struct server_call *call)
{
	struct str given = server_header(call, "authorization");
	const char *key = llm_settings(m)->key;
	struct str bearer = str_cut(&given, ' ');

	return key == NULL || (str_is(bearer, "Bearer") && str_is(given, key));
}

static void
take(struct llm *m, struct server_call *call)
{
	struct llm_talk *t = xcalloc(1, sizeof *t);
	int64_t delay = llm_settings(m)->delay_ms;

	m->asked++;
	t->llm = m;
	t->call = call;
	t->next = m->talks;
	m->talks = t;
	t->timer = timer_new(sim_loop(m->sim), due, t);
	t->fault = llm_next_fault(m, &t->value);
	t->understood = llm_order_read(&t->order, server_body(call), &t->texts);
	if (!t->understood)
		t->order.wrong = "the body is not JSON";
	else if (t->order.model.n == 0 || str_starts(t->order.model, "no-such"))
		t->fault = HTTP_404;
	if (!has_key(m, call))
		t->fault = HTTP_401;
	if (llm_refuse(t))
		return;
	if (t->order.wrong != NULL) {
		llm_answer_error(t, 400, t->order.wrong,
		    "invalid_request_error", NULL, (struct str){ 0 });
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
			llm_drop(t);
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
