/*
 * outbox.h - texts into the chat of an account's own channel, one after the
 * other, at a pace that the platform takes.
 *
 * A text that is too long for a message goes in several, cut between sentences
 * where that can be.  A message that the platform has no room for is tried
 * again, later and later; one that it may have taken is not, so that nothing
 * is said twice.
 */
#ifndef CHZ_TAP_OUTBOX_H
#define CHZ_TAP_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/access.h"
#include "net/http.h"

struct outbox;

struct outbox_settings {
	struct loop *loop;
	struct http *http;
	struct access *access; /* NULL: nothing is sent, `sent` is all */
	const char *url;       /* of the API */
	int64_t gap_ms;        /* between two messages */
	/* A message was sent; or would have been. */
	void (*sent)(void *ctx, struct str text);
	/* Fewer wait than before. */
	void (*room)(void *ctx);
	/* Called once: all was sent behind outbox_end, or nothing can be. */
	void (*ended)(void *ctx);
	void *ctx;
};

struct outbox_counts {
	unsigned long sent, lost, waiting; /* messages */
};

struct outbox *outbox_new(const struct outbox_settings *);
/* A text, whose control characters and line ends become spaces. */
void outbox_add(struct outbox *, struct str text);
struct outbox_counts outbox_counts(const struct outbox *);
/* No more will come. */
void outbox_end(struct outbox *);
/* What waits is not sent; what is under way comes to its end. */
void outbox_stop(struct outbox *);
int outbox_free(struct outbox *); /* the exit status; accepts NULL */

/* The first part of a text that fits into `most` characters, ending with a
 * sentence or a word where that can be; *rest is the remainder. */
struct str outbox_cut(struct str *rest, size_t most);

#endif
