/*
 * closest.h - the closest overlaps of a ranking, chosen and put in order.
 *
 * They are kept in memory, 48 bytes each; where only the `top` are wanted,
 * never many more than those.
 */
#ifndef CHZ_CROWD_CLOSEST_H
#define CHZ_CROWD_CLOSEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record/overlap.h"

struct closest_overlap {
	uint32_t a, b; /* places in the ranking, a < b */
	int64_t inter, either;
	double jaccard, overlap, error; /* as in struct overlap */
};

struct closest {
	bool by_overlap; /* closest by overlap coefficient, not by Jaccard */
	size_t top;      /* keep this many; 0 keeps all */
	uint32_t each;   /* and of each node's this many; 0 keeps all */
	struct closest_overlap *at; /* `n` of them */
	size_t n, cap;
};

/* Adds the overlap of a and b. */
void closest_add(
    struct closest *, uint32_t a, uint32_t b, const struct overlap *);

/*
 * Puts them in order: closest first, then by a, then by b; cuts to `top`.  One
 * stays when it is among the `each` closest of either of its nodes.
 * `nodes` is how many the ranking has.
 */
void closest_settle(struct closest *, uint32_t nodes);

/* One as a record, ids left absent. */
struct overlap closest_measures(const struct closest_overlap *);

void closest_free(struct closest *);

#endif
