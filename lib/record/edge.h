/*
 * edge.h - the ends of a stretch of time, as --from and --to name them: a
 * moment, or a place in the broadcast.
 */
#ifndef CHZ_RECORD_EDGE_H
#define CHZ_RECORD_EDGE_H

#include "record/event.h"

/* Zero is no end. */
struct edge {
	bool set, of_stream; /* a place in the broadcast instead of a moment */
	int64_t ms;
};

/* Reads "1:02:03" or a moment into a struct edge, for opt.h. */
const char *edge_read(struct str arg, void *edge);

/* Whether the event is outside; so is one whose time is not known where one end
 * needs it.  What comes at `to` is outside. */
bool edge_excludes(
    const struct edge *from, const struct edge *to, const struct event *);

#endif
