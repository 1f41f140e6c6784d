/*
 * align.h - how the clock of one log of a chat runs against that of another.
 *
 * Both saw the same messages, more or less.  Who lost a stretch, was late or
 * has a clock that runs a little fast is found from them: a piecewise offset
 * that may drift, and jumps where one of the two lost something.
 *
 * What says which message of one is which of the other is, the best first:
 *
 *	ALIGN_IDS    their ids, where both have the same
 *	ALIGN_TEXTS  what was said, and by whom; rare texts say most
 *	ALIGN_RATES  when something was said: how the counts of short
 *	             stretches go together
 *
 * Votes for an offset, half a second wide, are counted in windows of the log; a
 * path through the windows that gathers most of them, where each jump costs
 * some (the Viterbi algorithm), is what happened.  Medians make it exact.
 */
#ifndef CHZ_SERIES_ALIGN_H
#define CHZ_SERIES_ALIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct align_event {
	int64_t ms;    /* by its log's clock, 0 or more */
	uint64_t id;   /* a hash; 0 is unknown */
	uint64_t said; /* of sender and text; 0 when one is unknown */
	uint64_t text; /* 0 is unknown */
};

/* By time. */
struct align_log {
	const struct align_event *at;
	size_t n;
};

enum align_by { ALIGN_IDS = 1, ALIGN_TEXTS, ALIGN_RATES };

struct align_point {
	int64_t ms, offset_ms;
};

/* A part of the log without a jump. */
struct align_stretch {
	int64_t from_ms;              /* where it begins, by the log's clock */
	int64_t first_ms, last_ms;    /* of its messages that have a match */
	int64_t cap_ms;               /* no time of it is later, corrected */
	size_t matched;               /* messages */
	const struct align_point *at; /* straight lines between them */
	size_t n;                     /* 1 or more */
};

struct alignment {
	enum align_by by; /* 0: the two have nothing to do with each other */
	struct align_stretch *stretch;
	size_t n;
	size_t matched; /* messages of the log that have a match */
	/* private */
	struct align_point *points;
};

/* `within_ms`: the largest offset that rates are tried for.  False when the two
 * do not belong together. */
bool align_find(struct align_log log, struct align_log other, int64_t within_ms,
    struct alignment *);
/* A moment of the log by the other's clock.  What the other lost is all at the
 * moment of the loss. */
int64_t align_at(const struct alignment *, int64_t ms);
void align_free(struct alignment *);

#endif
