/*
 * distinct.h - how many different ids there are, exactly.
 *
 * A set of 128-bit ids that is filled and emptied again and again.  The ids are
 * kept in order of arrival, 16 bytes each, and 8 to 16 to find one.  Whoever
 * knows what comes may have loaded what will be looked at.
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
	struct table table;
	size_t cap;
};

/* True when the id is new. */
bool distinct_add(struct distinct *, struct id128);

/* Two looks ahead: the first starts to load what the second reads, the second
 * what distinct_add does. */
void distinct_far(const struct distinct *, struct id128);
void distinct_near(const struct distinct *, struct id128);

void distinct_clear(struct distinct *); /* gives large memory back */
void distinct_free(struct distinct *);

#endif
