/* Writes requests for chat completions. */
#include "llm/request.h"
#include "jsonl/put.h"

static const char *const roles[] = {
	[LLM_SYSTEM] = "system",
	[LLM_USER] = "user",
	[LLM_ASSISTANT] = "assistant",
	[LLM_TOOL] = "tool",
};

static void
put_message(struct buf *b, const struct llm_message *m)
{
	put_object(b, NULL);
	put_text(b, "role", str_of(roles[m->role]));
	if (m->text.p != NULL)
		put_text(b, "content", m->text);
	else
		put_raw(b, "content", STR("null"));
	if (m->calls.p != NULL)
		put_raw(b, "tool_calls", m->calls);
	put_text(b, "tool_call_id", m->call_id);
	put_close(b);
}

static void
put_form(struct buf *b, const struct llm_request *r)
{
	put_object(b, "response_format");
	if (r->form == LLM_JSON) {
		put_text(b, "type", STR("json_object"));
	} else {
		put_text(b, "type", STR("json_schema"));
		put_object(b, "json_schema");
		put_text(b, "name", STR("reply"));
		put_bool(b, "strict", true);
		put_raw(b, "schema", r->schema);
		put_close(b);
	}
	put_close(b);
}

static void
put_tool(struct buf *b, const struct llm_tool *t)
{
	static const char query[] = "{\"type\":\"object\",\"properties\":"
				    "{\"query\":{\"type\":\"string\"}},"
				    "\"required\":[\"query\"]}";

	put_object(b, NULL);
	put_text(b, "type", STR("function"));
	put_object(b, "function");
	put_text(b, "name", t->name);
	put_text(b, "description", t->about);
	put_raw(b, "parameters",
	    t->parameters.p != NULL ? t->parameters : str_of(query));
	put_close(b);
	put_close(b);
}

static void
put_tools(struct buf *b, const struct llm_request *r)
{
	put_array(b, "tools");
	for (size_t i = 0; i < r->n_tools; i++)
		put_tool(b, &r->tools[i]);
	put_array_close(b);
	put_text(b, "tool_choice", STR("auto"));
}

void
request_put(struct buf *b, const struct llm_request *r)
{
	put_open(b);
	put_text(b, "model", r->model);
	put_array(b, "messages");
	for (size_t i = 0; i < r->n_messages; i++)
		put_message(b, &r->messages[i]);
	put_array_close(b);
	if (r->max_tokens > 0)
		put_int(b,
		    r->old_limit ? "max_tokens" : "max_completion_tokens",
		    r->max_tokens);
	if (r->temperature >= 0)
		put_real(b, "temperature", r->temperature);
	put_text(b, "reasoning_effort", r->effort);
	if (r->hide_reasoning)
		put_bool(b, "include_reasoning", false);
	if (r->stream) {
		put_bool(b, "stream", true);
		put_object(b, "stream_options");
		put_bool(b, "include_usage", true);
		put_close(b);
	} else if (r->n_tools > 0) {
		put_tools(b, r);
	} else if (r->form != LLM_TEXT) {
		put_form(b, r);
	}
	put_close(b);
}
