/*
 * distinct.h - how many different ids there are, exactly.
 *
 * A set of 128-bit ids that is filled and emptied again and again.  The ids are
 * kept in order of arrival, 16 bytes each, and 8 to 16 to find one; the first
 * few are found without.  Hashes are hash_id's: who knows what comes can work
 * them out before, and have loaded what will be looked at.
 */
#ifndef CHZ_SERIES_DISTINCT_H
#define CHZ_SERIES_DISTINCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/id128.h"
#include "core/table.h"

struct distinct {
	struct id128 *ids; /* `n` different ones, in order of arrival */
	uint32_t n;        /* zero is an empty set */
	/* private */
	uint32_t cap;       /* while ids is NULL, to begin with; 0 is a few */
	struct table table; /* empty while there are few */
};

/* True when the id is new. */
bool distinct_add(struct distinct *, struct id128);

/* The same with its hash at hand; and two looks ahead, of which the first
 * starts to load what the second reads, the second what adding does. */
bool distinct_add_hash(struct distinct *, struct id128, uint32_t hash);
void distinct_far(const struct distinct *, uint32_t hash);
void distinct_near(const struct distinct *, uint32_t hash);

void distinct_clear(struct distinct *); /* gives large memory back */
void distinct_free(struct distinct *);

#endif
