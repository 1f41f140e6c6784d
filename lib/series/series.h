/*
 * series.h - one stream's chat as time series of several bucket sizes.
 *
 * A sample moves the stream's clock (clock.h) to its moment.  A bucket leaves
 * when the clock has passed its end by `lateness_ms`; until then samples may
 * come in any order, and a message that is there already is not counted again.
 * Where the clock jumps by more than `hole_ms` the open buckets leave and the
 * series begins again there; nothing is kept or written for the hole.  A stray
 * sample, away from its neighbours, gets a bucket of its own.
 *
 * When the collector was disconnected, samples are held back until it is known
 * what could not be read again, so that the buckets of that time are marked
 * before they leave: the gap ends at the first sample after the loss.
 *
 * Pure arithmetic: no I/O.  Memory is the open buckets' users and one count
 * for each bucket of the rolling window.  Of ten thousand series hardly one is
 * in the processor's cache when its sample comes; so all but those texts and
 * users stand in one block, where it is known before what will be looked at.
 */
#ifndef CHZ_SERIES_SERIES_H
#define CHZ_SERIES_SERIES_H

#include "series/buckets.h"
#include "series/clock.h"
#include "series/lengths.h"

struct series_rule {
	const int64_t *sizes_ms; /* whole seconds, smallest first */
	size_t n;                /* of them, at most LENGTHS_MAX */
	int64_t lateness_ms, rolling_ms, hole_ms;
	buckets_leave *leave; /* called for every bucket, oldest first */
	size_t own;           /* bytes for the caller beside each series */
	/* private */
	struct series_plan {
		size_t buckets, size; /* where they are; of all, in bytes */
		size_t ring[LENGTHS_MAX], room[LENGTHS_MAX];
	} plan;
};

/* Completes the rule, before the first series. */
void series_plan(struct series_rule *);

struct series;

struct series *series_new(const struct series_rule *); /* lends the rule */
void series_free(struct series *);                     /* accepts NULL */
/* Before the first sample: goes on where another one ended; all before `t_ms`
 * is late. */
void series_after(struct series *, int64_t t_ms);

/* The caller's bytes; they begin as zeros. */
void *series_own(struct series *);

enum series_took {
	SERIES_TAKEN,
	SERIES_ASIDE, /* the clock may have jumped; counted all the same */
	SERIES_LATE,  /* its bucket has left: not counted */
	SERIES_COPY,  /* the message was there already: not counted */
	SERIES_HELD   /* to be counted after the reconnection */
};

/* Adds a sample, t_ms 0 or more; `ctx` goes to `leave`. */
enum series_took series_add(struct series *, const struct sample *, void *ctx);

/* Three looks ahead of a sample that may come: each starts to load what the
 * next one reads.  The second tells whether buckets are going to leave. */
void series_early(
    const struct series *, const struct series_rule *, int64_t t_ms);
bool series_far(const struct series *, const struct sample *);
void series_near(const struct series *, const struct sample *);

enum { SERIES_UNKNOWN = -1, SERIES_HELD_MAX = 256 };

/* The collector was disconnected; SERIES_HELD_MAX samples later it must be
 * back.
 */
void series_lost(struct series *, int64_t t_ms);
/* It is back.  `gap_ms` could not be read again; when that is unknown, it is
 * all since the loss.  Returns how many of the held samples were too late. */
unsigned series_resumed(
    struct series *, int64_t t_ms, int64_t gap_ms, void *ctx);

/* The latest moment there is, -1 before the first. */
int64_t series_clock(const struct series *);
/* Where the largest bucket that it is in ends. */
int64_t series_edge(const struct series *);

/* All open buckets leave; the series may go on.  Returns how many of the held
 * samples were too late. */
unsigned series_end(struct series *, void *ctx);

#endif
