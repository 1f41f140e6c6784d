/*
 * distinct.h - how many different ids there are, exactly.
 *
 * An open-addressing set of 128-bit ids that is emptied in no time: each slot
 * remembers the epoch it was filled in, and emptying begins the next epoch.
 * The room stays, so a set that is used again and again stops allocating.
 */
#ifndef CHZ_SERIES_DISTINCT_H
#define CHZ_SERIES_DISTINCT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/id128.h"

struct distinct {
	uint32_t n; /* different ids; zero is an empty set */
	/* private */
	uint32_t epoch, mask;
	struct distinct_slot *slots;
};

/* True when the id is new. */
bool distinct_add(struct distinct *, struct id128);
bool distinct_has(const struct distinct *, struct id128);
void distinct_clear(struct distinct *);

/* The next id of the set, in no particular order; begin with *at = 0.  False
 * when there are no more. */
bool distinct_next(const struct distinct *, uint32_t *at, struct id128 *out);

void distinct_free(struct distinct *);

#endif
