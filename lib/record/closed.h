/*
 * closed.h - broadcasts that have closed, and may leave memory.
 *
 * A closed broadcast may go on: its collector begins again, or another file
 * has more of it.  So what is known of it is kept until CLOSED_KEPT others have
 * closed after it, and longer when it has gone on.
 */
#ifndef CHZ_RECORD_CLOSED_H
#define CHZ_RECORD_CLOSED_H

#include <stdbool.h>
#include <stdint.h>

enum { CLOSED_KEPT = 1024 };

struct closing {
	uint32_t number; /* the broadcast's; the caller's */
	int64_t clock;   /* its latest moment, by which to see if it went on */
};

/* Begins as zeros. */
struct closed {
	struct closing ring[CLOSED_KEPT];
	uint64_t n; /* since the beginning */
};

/* Notes a closing; true when the one CLOSED_KEPT before is due, in `*due`. */
bool closed_note(struct closed *, struct closing, struct closing *due);

#endif
