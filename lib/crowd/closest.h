/*
 * closest.h - the closest overlaps of a ranking, chosen and put in order.
 *
 * They are kept in memory, 72 bytes each; where only the `top` are wanted,
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
	/* as in struct overlap */
	double jaccard, overlap, error, affinity, low, high;
};

/* What makes an overlap close; an estimate has no affinity, and goes by
 * Jaccard's index then. */
enum closest_by { CLOSEST_JACCARD = 1, CLOSEST_OVERLAP, CLOSEST_AFFINITY };
/* Their names: the first is CLOSEST_JACCARD's; NULL after the last. */
extern const char *const closest_by_words[];

struct closest {
	enum closest_by by;
	size_t top;    /* keep this many; 0 keeps all */
	uint32_t each; /* and of each node's this many; 0 keeps all */
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
