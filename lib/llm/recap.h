/*
 * recap.h - peaks in, what each was about out: a digest (digest.h) on the
 * event loop.
 *
 * One peak after the other, as the server lets us.  When all were asked about,
 * or none ever can be, the output ends.
 */
#ifndef CHZ_LLM_RECAP_H
#define CHZ_LLM_RECAP_H

#include <stdbool.h>
#include <stdint.h>

#include "llm/digest.h"
#include "net/http.h"
#include "net/stdio.h"

struct recap_settings {
	struct loop *loop;
	struct http *http;
	struct sink *sink;
	struct digest_settings digest; /* `tell` is the recap's */
	int64_t timeout_ms;            /* for an answer */
};

struct recap;

struct recap *recap_new(const struct recap_settings *);
/* Chat of the broadcast. */
void recap_hear(struct recap *, const struct event *);
/* False when too many wait. */
bool recap_add(struct recap *, const struct peak *);
/* What came at once is there; `all`: no more will come. */
void recap_heard(struct recap *, bool all);
size_t recap_waiting(const struct recap *);
/* Gives up what is under way, and ends the output. */
void recap_stop(struct recap *);
/* How it went.  Accepts NULL. */
int recap_free(struct recap *);

#endif
