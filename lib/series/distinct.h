/*
 * distinct.h - how many different ids there are, exactly.
 *
 * A set of 128-bit ids that is filled and emptied again and again.  The ids are
 * kept in order of arrival.  A filter answers for nearly all new ones; only
 * where it cannot, those that came since the last time enter the table.  This
 * way what is touched for each id stays in the cache.
 */
#ifndef CHZ_SERIES_DISTINCT_H
#define CHZ_SERIES_DISTINCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/filter.h"
#include "core/id128.h"

struct distinct {
	struct id128 *ids; /* `n` different ones, in order of arrival */
	uint32_t n;        /* zero is an empty set */
	/* private */
	struct filter filter;
	struct table table; /* of those that were looked for */
	size_t cap;
};

/* True when the id is new. */
bool distinct_add(struct distinct *, struct id128);
void distinct_clear(struct distinct *);
void distinct_free(struct distinct *);

#endif
