/*
 * sight.h - what a collector did not see, from its link records.
 *
 * Nobody watched from "lost" until the next message or "resumed", whichever
 * is first.  "resumed" may say how much of that could not be read again; it is
 * taken to be the older part, since what a platform tells again is its latest
 * messages.  Without a "lost" before it, it was the time just before.
 */
#ifndef CHZ_SERIES_SIGHT_H
#define CHZ_SERIES_SIGHT_H

#include <stdbool.h>

#include "series/gaps.h"

struct sight {
	/* private; zero is a clear sight */
	int64_t lost_ms;
	bool lost, resuming;
};

enum { SIGHT_UNKNOWN = -1 };

void sight_lost(struct sight *, int64_t t_ms);
/* Each returns what was not seen; empty when that is nothing. */
struct gap sight_message(struct sight *, int64_t t_ms);
struct gap sight_resumed(struct sight *, int64_t t_ms, int64_t gap_ms);

#endif
