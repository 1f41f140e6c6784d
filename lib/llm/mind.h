/*
 * mind.h - a character that answers chat: it chooses what to answer, asks a
 * model, looks at what it says, and remembers.
 *
 * No sockets: requests go through struct asking (asking.h), one at a time for
 * answers and one beside it for the memory.  What is said comes as reply
 * records by `say`.
 */
#ifndef CHZ_LLM_MIND_H
#define CHZ_LLM_MIND_H

#include <stdbool.h>
#include <stdint.h>

#include "llm/asking.h"
#include "llm/choice.h"
#include "llm/prompt.h"
#include "llm/spending.h"
#include "llm/turns.h"
#include "record/reply.h"
#include "text/rules.h"

struct mind_settings {
	const struct persona *persona;
	const struct emotions *emotions;
	struct str names;    /* by which it is spoken to; may be absent */
	struct str language; /* "Korean" */
	int sentences;       /* of an answer */
	bool stream;
	const struct llm_tool *tools;
	size_t n_tools;
	size_t batch_tokens, batch_lines;
	int64_t max_tokens; /* of an answer, reasoning and all */
	double temperature;
	const char *effort;
	struct turns_rule memory;
	const char *history; /* a directory, or NULL */
	const char *viewers; /* a file, or NULL */
	struct rules *judge; /* of what it says; or NULL */
	struct str excuse;   /* for want of an answer */
	int64_t cache_ms;    /* the same question has the same answer; 0: no */
	struct spending *spending;
	const char *spending_path; /* where it is kept, or NULL */

	void (*say)(void *ctx, const struct reply *);
	void *ctx;
};

/* Two clocks: `now` is ms of any origin and never goes back, `moment` ms since
 * 1970. */
struct mind_time {
	int64_t now, moment;
};

struct mind;

/* NULL when what it remembers cannot be had, which is reported. */
struct mind *mind_new(const struct mind_settings *, struct llm_endpoints *);
void mind_free(struct mind *); /* accepts NULL */
/* Writes down what has changed. */
void mind_save(struct mind *);

/* An event; those that are no messages are ignored. */
void mind_hear(struct mind *, const struct event *, struct mind_time);
struct choice_counts mind_counts(const struct mind *);
/* Answers, how many of them were excuses, requests in vain, and turns that
 * went without a summary. */
struct mind_tally {
	uint64_t replies, excuses, failed, forgotten;
} mind_tally(const struct mind *);

/* How long until chat may be answered; 0: now; INT64_MAX: none waits. */
int64_t mind_wait(struct mind *, struct mind_time);
/* Whether something that was paid for waits to be answered. */
bool mind_is_owed(const struct mind *);
/* The same for talk of its own. */
int64_t mind_idle_wait(struct mind *, struct mind_time);

/* Takes a batch, or if `idle` none, and prepares the request for it; NULL when
 * nothing waits, or when it was answered without a request. */
struct asking *mind_begin(struct mind *, bool idle, struct mind_time);

enum mind_step {
	MIND_SPOKEN, /* or silent, as the model chose */
	MIND_AGAIN,  /* another request, after the wait */
	MIND_CALLS, /* call the tools: asking.answer.call; then mind_returned */
	MIND_FAILED, /* not now */
	MIND_DENIED, /* no such key */
	MIND_FATAL   /* never */
};

/* A piece of a stream, which may have a sentence in it. */
void mind_piece(struct mind *, struct str bytes, struct mind_time);
/* The request has ended, as asking_end says. */
enum mind_step mind_end(struct mind *, long status, struct str body,
    const char *why, struct mind_time, int64_t *wait_ms);
/* What the i-th call has returned; after the last one the request is
 * MIND_AGAIN.
 */
void mind_returned(struct mind *, size_t i, struct str text);
/* The request of the answer under way, and of the memory. */
struct asking *mind_asking(struct mind *);
struct asking *mind_folding(struct mind *);
/* Why the last one failed. */
const char *mind_why(struct mind *);
/* Gives an answer up that is under way. */
void mind_give_up(struct mind *, struct mind_time);

/* A request for a summary of old turns, when they are too many; NULL when they
 * are not.  mind_fold_end is as mind_end, but says nothing. */
struct asking *mind_fold(struct mind *, struct mind_time);
enum mind_step mind_fold_end(struct mind *, long status, struct str body,
    const char *why, struct mind_time, int64_t *wait_ms);

#endif
