/*
 * llm_talk.h - what a simulated language model makes of a request.
 *
 * It answers the first message of chat that llm/prompt.h has quoted, else the
 * last user message, in one of a few ways that depend on the text alone: the
 * same request always gets the same answer.  An answer has the form that was
 * asked for: text with its emotion in brackets, an object, whatever a schema
 * describes.  A question makes it call the first tool that it is offered; what
 * that returns is in its answer.
 */
#ifndef CHZ_SIM_LLM_TALK_H
#define CHZ_SIM_LLM_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/mem.h"
#include "jsonl/val.h"

/* A request, understood; lent by the body and the arena. */
struct llm_order {
	struct str model;
	bool stream, usage;           /* a stream; with its usage at the end */
	bool json;                    /* an object is asked for */
	struct json_val schema, tool; /* absent without */
	int64_t max_tokens;           /* 0 is no limit */
	struct str from, says;        /* what is answered */
	struct str returned;          /* by the tool that was called */
	size_t lines;                 /* of chat */
	bool summary;                 /* a summary is asked for */
	double tokens;                /* of the prompt */
	const char *wrong;            /* why it is refused, with 400; or NULL */
	const char *wrong_code;
};

/* False when the body is no request at all. */
bool llm_order_read(struct llm_order *, struct str body, struct arena *);

/* Whether it calls the tool before it answers. */
bool llm_order_calls(const struct llm_order *);
/* The arguments of that call, JSON. */
void llm_talk_arguments(const struct llm_order *, struct buf *);
/* The answer's content. */
void llm_talk_content(const struct llm_order *, struct buf *);

#endif
