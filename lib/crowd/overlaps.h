/*
 * overlaps.h - what the audiences of a ranked crowd have in common.
 */
#ifndef CHZ_CROWD_OVERLAPS_H
#define CHZ_CROWD_OVERLAPS_H

#include <stdbool.h>

#include "crowd/crowd.h"
#include "crowd/rank.h"
#include "record/overlap.h"

/* Which overlaps are wanted. */
struct overlaps_rule {
	double min_jaccard, min_overlap;
	int64_t min_cell; /* users in both */
	bool focused;     /* only those of ranking.focus */
};

/* The overlap of the nodes at the places a < b, whose ids are lent by the
 * ranking. */
typedef void overlaps_fn(
    void *ctx, uint32_t a, uint32_t b, const struct overlap *);

/* Calls `fn` for every two nodes that share someone, by a, then by b, as soon
 * as they are counted; estimated where the crowd keeps sketches. */
void overlaps_count(const struct overlaps_rule *, const struct crowd *,
    const struct ranking *, overlaps_fn *fn, void *ctx);

#endif
