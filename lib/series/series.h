/*
 * series.h - one stream's chat as time series of several bucket sizes.
 *
 * A sample moves the stream's clock (clock.h) to its moment.  A bucket leaves
 * when the clock has passed its end by `lateness_ms`; until then samples may
 * come in any order, and a message that is there already is not counted
 * again.  Where the clock jumps by more than `hole_ms` the open buckets leave
 * and the series begins anew there; nothing is kept or said for the hole.  A
 * stray sample, away from its neighbours, gets a bucket of its own.
 *
 * Pure arithmetic: no I/O.  Memory is the open buckets' users and one count
 * for each bucket of the rolling window.
 */
#ifndef CHZ_SERIES_SERIES_H
#define CHZ_SERIES_SERIES_H

#include "series/buckets.h"
#include "series/clock.h"

struct series_rule {
	const int64_t *sizes_ms; /* whole seconds, smallest first */
	size_t n;
	int64_t lateness_ms, rolling_ms, hole_ms;
	buckets_leave *leave; /* called for every bucket, oldest first */
};

struct series;

struct series *series_new(const struct series_rule *); /* lends the rule */
void series_free(struct series *);                     /* accepts NULL */

enum series_took {
	SERIES_TAKEN,
	SERIES_ASIDE, /* the clock may have jumped; counted all the same */
	SERIES_LATE,  /* its bucket has left: not counted */
	SERIES_COPY   /* the message was there already: not counted */
};

/* Adds a sample, t_ms 0 or more; `ctx` goes to `leave`. */
enum series_took series_add(struct series *, const struct sample *, void *ctx);

/* Nobody watched from `from_ms` to `to_ms`. */
void series_gap(struct series *, int64_t from_ms, int64_t to_ms);

/* The latest moment there is, -1 before the first. */
int64_t series_clock(const struct series *);

/* All open buckets leave; the series may go on. */
void series_end(struct series *, void *ctx);

#endif
