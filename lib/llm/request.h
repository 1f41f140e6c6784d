/*
 * request.h - what a chat-completions endpoint is asked (OpenAI's API, as
 * Groq, Ollama, llama.cpp, vLLM and others speak it).
 *
 * Endpoints differ in what they take.  A request asks for an answer's form at
 * a level, and whoever sends it lowers the level once when the endpoint refuses
 * it: a strict JSON schema, any JSON object, text.  Groq takes only one of
 * form, stream and tools at a time; others too are asked so.
 */
#ifndef CHZ_LLM_REQUEST_H
#define CHZ_LLM_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

enum llm_role { LLM_SYSTEM, LLM_USER, LLM_ASSISTANT, LLM_TOOL };

/* One message.  Texts are lent; absent where there is none. */
struct llm_message {
	enum llm_role role;
	struct str text;
	struct str calls;   /* an assistant's tool_calls, JSON as it came */
	struct str call_id; /* the call that a tool's text answers */
};

enum llm_form { LLM_TEXT, LLM_JSON, LLM_SCHEMA };

/* Something that the model may call. */
struct llm_tool {
	struct str name, about;
	struct str parameters; /* a JSON schema; absent: one text, "query" */
};

struct llm_request {
	struct str model;
	const struct llm_message *messages;
	size_t n_messages;
	enum llm_form form;
	struct str schema; /* of LLM_SCHEMA: a JSON schema */
	const struct llm_tool *tools;
	size_t n_tools;
	int64_t max_tokens;  /* of the answer; 0: the server's own limit */
	double temperature;  /* below 0: the server's own */
	struct str effort;   /* reasoning_effort; absent: not sent */
	bool hide_reasoning; /* Groq's include_reasoning: false */
	bool stream;
	bool old_limit; /* max_tokens instead of max_completion_tokens */
};

/* Appends the body of POST {base}/chat/completions. */
void request_put(struct buf *, const struct llm_request *);

#endif
