/*
 * gist.h - what was said in a broadcast, to argue for its moments.
 *
 * Messages come in about the order of time and stay until they are forgotten;
 * what words they had is counted for good (topics.h).  A moment's keywords are
 * those that its own messages have far more often than the rest of the
 * broadcast so far; its samples are messages of its own that have them.
 *
 * Memory: 40 bytes and the text of each message that is not forgotten, and the
 * counts of topics.h.
 */
#ifndef CHZ_TEXT_GIST_H
#define CHZ_TEXT_GIST_H

#include "text/topics.h"

enum { GIST_KEYWORDS = 4, GIST_SAMPLES = 3 };

struct gist;

struct gist *gist_new(void);
void gist_free(struct gist *); /* accepts NULL */

/* A message at its place in the broadcast, copied, and a hash of who wrote it
 * (topics.h). */
void gist_add(struct gist *, int64_t ms, uint64_t user, struct str text);
/* Nobody will ask for what was before. */
void gist_forget(struct gist *, int64_t ms);

struct gist_found {
	double laughing; /* share of the messages that laugh; NAN without any */
	struct topic_found topic; /* lent until the next call */
};

/* What the messages from..to, `to` exclusive, say. */
void gist_look(struct gist *, int64_t from, int64_t to, struct gist_found *);

#endif
