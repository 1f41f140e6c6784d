/*
 * distinct.h - how many different ids there are, exactly.
 *
 * A set of 128-bit ids that is filled and emptied again and again.  The ids are
 * kept in order of arrival.  A few bits for each record which may be there;
 * nearly always these suffice for a new one.  Only when it does not, those that
 * came since the last time enter a table of places and are found there.  This
 * way what is touched for each id stays in the cache.
 */
#ifndef CHZ_SERIES_DISTINCT_H
#define CHZ_SERIES_DISTINCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/id128.h"

struct distinct {
	struct id128 *ids; /* `n` different ones, in order of arrival */
	uint32_t n;        /* zero is an empty set */
	/* private */
	uint32_t mask;    /* of the slots */
	uint32_t indexed; /* ids that have a slot */
	size_t cap;
	uint64_t *seen;  /* a bit for each hash that is there */
	uint32_t *slots; /* bits of the hash over place + 1; 0 is free */
};

/* True when the id is new. */
bool distinct_add(struct distinct *, struct id128);
void distinct_clear(struct distinct *);
void distinct_free(struct distinct *);

#endif
