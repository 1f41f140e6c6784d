/*
 * calls.h - commands that a model may call as its tools.
 *
 * A command is given the call's arguments, a JSON object, and what it writes is
 * what the call returns (runner.h: no shell, little environment, a time-out).
 * One that fails returns {"error":"..."}, for the model to say, and the user is
 * told.
 */
#ifndef CHZ_LLM_CALLS_H
#define CHZ_LLM_CALLS_H

#include <stdint.h>

#include "llm/answer.h"
#include "llm/request.h"
#include "net/loop.h"

enum {
	CALLS_TOOLS = 16,
	CALLS_WORDS = 32, /* of a command */
	CALLS_NAME = 64,  /* letters, at most */
	CALLS_OUTPUT = 16 * 1024
};

struct calls;

struct calls *calls_new(void);
void calls_free(struct calls *); /* ends what runs; accepts NULL */

/* A tool as the user gives it, "NAME=COMMAND ARG...", and what the model is
 * told of it, "NAME=TEXT"; NULL, or what is wrong. */
const char *calls_add(struct calls *, const char *text);
const char *calls_about(struct calls *, const char *text);
/* What the model is offered; lent. */
const struct llm_tool *calls_tools(const struct calls *, size_t *n);

struct calls_settings {
	struct loop *loop;
	int64_t timeout_ms; /* of a command */
	/* The i-th call of the answer has returned; `last` that was the last
	 * of them. */
	void (*returned)(void *ctx, size_t i, struct str text, bool last);
	void *ctx;
};

/* Before the first answer. */
void calls_set(struct calls *, const struct calls_settings *);
/* Makes all calls of an answer, beside each other. */
void calls_make(struct calls *, const struct llm_answer *);
/* Whether some have not returned. */
bool calls_wait(const struct calls *);
/* Ends those; they do not return. */
void calls_drop(struct calls *);

#endif
