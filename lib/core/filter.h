/*
 * filter.h - what surely was not met: a few bits for each of many hashes.
 *
 * Stands before a table whose keys are mostly new: one bit, in a place an
 * eighth as large as the table's, answers for nearly all of those, and their
 * places in the table can be filled in later (table_fill).  16 to 32 bits a
 * key, so of 30 new ones about one has to be looked for.  (Bloom, "Space/time
 * trade-offs in hash coding with allowable errors", 1970, with one hash.)
 */
#ifndef CHZ_CORE_FILTER_H
#define CHZ_CORE_FILTER_H

#include <stdbool.h>

#include "core/table.h"

/* Zero is an empty one. */
struct filter {
	uint32_t room; /* keys before it grows */
	/* private */
	uint32_t mask; /* of the bits */
	uint64_t *bits;
};

/* Private. */
void filter_grow(struct filter *, uint32_t n, table_hash *, const void *keys);

/* Makes room for one more than the `n` keys there are. */
static inline void
filter_reserve(
    struct filter *f, uint32_t n, table_hash *hash_of, const void *keys)
{
	if (n >= f->room)
		filter_grow(f, n, hash_of, keys);
}

/* Whether a key with the hash may have been added. */
static inline bool
filter_may(const struct filter *f, uint32_t hash)
{
	uint32_t i = hash & f->mask;

	return f->bits != NULL && (f->bits[i >> 6] >> (i & 63) & 1) != 0;
}

static inline void
filter_add(struct filter *f, uint32_t hash)
{
	uint32_t i = hash & f->mask;

	f->bits[i >> 6] |= UINT64_C(1) << (i & 63);
}

void filter_clear(struct filter *); /* as empty, its room kept */
void filter_free(struct filter *);

#endif
