/*
 * dialogue.h - chat in, answers out: a mind (mind.h) on the event loop.
 *
 * One answer at a time, and none ahead of who reads them: the next begins when
 * the one before has left the output's pipe.  Chat that comes meanwhile is the
 * next batch.  While nobody answers, it tries again and again, up to a minute
 * apart, and says so once.  When all chat was heard and answered, or nothing
 * can ever be, the output ends.
 */
#ifndef CHZ_LLM_DIALOGUE_H
#define CHZ_LLM_DIALOGUE_H

#include <stdbool.h>
#include <stdint.h>

#include "llm/calls.h"
#include "llm/mind.h"
#include "net/http.h"
#include "net/stdio.h"

struct dialogue_settings {
	struct loop *loop;
	struct http *http;
	struct sink *sink;
	struct llm_endpoints *ends;
	const struct mind_settings *mind; /* `say` is the dialogue's */
	struct calls *calls;
	int64_t timeout_ms;      /* for an answer, or the first of a stream */
	int64_t call_timeout_ms; /* for a tool */
	int64_t idle_ms;         /* then it talks on its own; 0: never */
	bool dry_run; /* prints the first request instead of sending it */
};

struct dialogue;

/* NULL when what it remembers cannot be had, which is reported. */
struct dialogue *dialogue_new(const struct dialogue_settings *);
/* An event; those that are no messages are ignored. */
void dialogue_hear(struct dialogue *, const struct event *);
/* What came at once is there and may be answered; `all`: no more will come. */
void dialogue_heard(struct dialogue *, bool all);
/* Gives up what is under way, and ends the output. */
void dialogue_stop(struct dialogue *);
/* "in 3 = answered 2 + dropped 1 + held 0; ..." */
void dialogue_put_ledger(const struct dialogue *, struct buf *);
/* How it went.  Accepts NULL. */
int dialogue_free(struct dialogue *);

#endif
