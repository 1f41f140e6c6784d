/*
 * align_private.h - between the parts of align.h: votes for offsets.
 */
#ifndef CHZ_SERIES_ALIGN_PRIVATE_H
#define CHZ_SERIES_ALIGN_PRIVATE_H

#include "series/align.h"

/* Two messages that may be one. */
struct align_pair {
	int64_t ms, offset_ms;
	uint32_t event; /* of the log, by its place */
	float weight;   /* less where others may be meant */
	bool sure;      /* nothing else can be meant */
};

/* By event. */
struct align_pairs {
	struct align_pair *at;
	size_t n, cap;
};

/* A vote for an offset, in units of bin_ms, in a window of the log: the n-th
 * of those that have any message. */
struct align_vote {
	uint32_t window;
	int32_t bin;
	float weight;
};

struct align_votes {
	struct align_vote *at; /* by window */
	size_t n, cap;
	int64_t window_ms, bin_ms;
	size_t windows;
	float jump; /* what a jump costs */
};

/* The bin of an offset, rounded to the nearest. */
int32_t align_bin(int64_t offset_ms, int64_t bin_ms);

/* Pairs by ids or texts. */
void align_match(struct align_log log, struct align_log other, enum align_by,
    struct align_pairs *);
/* Votes of how well the counts of each window go together with the other's. */
void align_correlate(struct align_log log, struct align_log other,
    int64_t within_ms, struct align_votes *);

#endif
