/*
 * digest.h - what moments of a broadcast were about, in the words of a model.
 *
 * Chat is heard and a sample of it kept: of each ten seconds of a broadcast a
 * few messages, chosen evenly, so that memory grows with its length and not
 * with its chat.  A peak is asked about with the sample of its time, or with
 * its own samples when nothing was heard; one `topic` comes of it, with a title
 * and a summary of two lines.
 *
 * No sockets: requests go through struct asking (asking.h), one at a time.
 */
#ifndef CHZ_LLM_DIGEST_H
#define CHZ_LLM_DIGEST_H

#include "llm/asking.h"
#include "record/event.h"
#include "record/peak.h"
#include "record/topic.h"

enum {
	DIGEST_LINES = 40,              /* of chat that a model is shown */
	DIGEST_LONGEST = 7 * 24 * 3600, /* seconds of a broadcast */
	DIGEST_WAITING = 1000           /* peaks that wait at most */
};

struct digest_settings {
	struct llm_endpoints *ends;
	struct str language;
	int64_t max_tokens;
	double temperature;
	const char *effort;
	void (*tell)(void *ctx, const struct topic *);
	void *ctx;
};

struct digest;

struct digest *digest_new(const struct digest_settings *);
void digest_free(struct digest *); /* accepts NULL */

void digest_hear(struct digest *, const struct event *);
/* A peak waits to be asked about; one that is still open is ignored.  False
 * when too many wait. */
bool digest_add(struct digest *, const struct peak *);
size_t digest_waiting(const struct digest *);

/* The request for the next one; NULL when none waits. */
struct asking *digest_begin(struct digest *, int64_t now);
/* The request has ended, as asking_end says; ASKING_DONE: it was told. */
enum asking_step digest_end(struct digest *, long status, struct str body,
    const char *why, int64_t now, int64_t *wait_ms);
struct asking *digest_asking(struct digest *);

#endif
