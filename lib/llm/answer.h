/*
 * answer.h - what a chat-completions endpoint says: a document, or a stream of
 * events; an answer, calls of tools, or an error.
 *
 * Read defensively: choices may be missing, content null, usage in one of
 * three places, an error's body no JSON at all.  What a model thinks aloud
 * (`reasoning`) is never part of an answer.
 */
#ifndef CHZ_LLM_ANSWER_H
#define CHZ_LLM_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/mem.h"
#include "core/str.h"
#include "net/sse.h"

enum { ANSWER_CALLS = 16, ANSWER_LONGEST = 256 * 1024 /* bytes of content */ };

enum llm_finish {
	LLM_UNFINISHED, /* a stream that is under way, or was cut */
	LLM_STOP,
	LLM_LENGTH, /* the limit of tokens was met */
	LLM_CALLS,
	LLM_FILTERED /* the server would not say it */
};

/* The model calls a tool. */
struct llm_call {
	struct buf id, name;
	struct buf arguments; /* JSON, or meant to be */
};

/* Tokens, as the server counts; 0 where it did not say. */
struct llm_usage {
	int64_t prompt, answer, cached, reasoning;
};

/* Zero is one that has not begun. */
struct llm_answer {
	struct buf text;
	enum llm_finish finish;
	bool refused; /* the model declined; `text` says how */
	struct llm_call call[ANSWER_CALLS];
	size_t n_calls;
	struct llm_usage usage;
	struct buf model; /* that answered */

	bool failed;          /* with an error in the answer or instead of it */
	struct buf message;   /* the error's, for people */
	struct buf code;      /* "model_not_found", ...; or its type */
	struct buf generated; /* what the server could not use */

	/* private */
	struct arena a;
	bool done, too_long;
};

/* Empties it for the next. */
void answer_clear(struct llm_answer *);
void answer_free(struct llm_answer *);

/* The body of an answer with status 200.  False when it is none: `failed`. */
bool answer_read(struct llm_answer *, struct str body);
/* The body of any other answer. */
void answer_read_error(struct llm_answer *, long status, struct str body);

/* A stream: each event's data.  `text` grows. */
void answer_event(struct llm_answer *, struct str data);
/* The stream has ended: false when it was cut, or never began. */
bool answer_ended(struct llm_answer *);

/* The calls as an assistant's message repeats them: JSON. */
void answer_put_calls(const struct llm_answer *, struct buf *);

/* What to do about a failure. */
enum llm_failure {
	LLM_RETRY,  /* the same again, later */
	LLM_LOWER,  /* ask for less: another form of answer */
	LLM_SHRINK, /* say less: the request is too large */
	LLM_WAIT,   /* too many requests: as pace.h says */
	LLM_DENIED, /* no such key: never */
	LLM_FATAL   /* never: no such model, a mistake of ours */
};
enum llm_failure answer_failure(const struct llm_answer *, long status);

#endif
