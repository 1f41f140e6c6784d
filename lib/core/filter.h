/*
 * filter.h - what surely was not met: a few bits for each of many hashes.
 *
 * Stands before a table whose keys are mostly new: one word, in a place an
 * eighth as large as the table's, answers for nearly all of those, and their
 * places in the table can be filled in later (table_fill).  16 to 32 bits a
 * key, three of which are set, all in the same word: of 500 new ones about one
 * has to be looked for.  (Putze, Sanders, Singler, "Cache-, hash- and
 * space-efficient Bloom filters", 2007.)
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

/* Private.  The bits of a hash in its word. */
static inline uint64_t
filter_bits(uint32_t hash)
{
	uint32_t x = hash * UINT32_C(0x9e3779b1);

	return UINT64_C(1) << (x >> 26) | UINT64_C(1) << (x >> 20 & 63) |
	    UINT64_C(1) << (x >> 14 & 63);
}

/* Private. */
static inline uint64_t *
filter_word(const struct filter *f, uint32_t hash)
{
	return &f->bits[(hash & f->mask) >> 6];
}

/* Whether a key with the hash may have been added. */
static inline bool
filter_may(const struct filter *f, uint32_t hash)
{
	uint64_t bits = filter_bits(hash);

	return f->bits != NULL && (*filter_word(f, hash) & bits) == bits;
}

static inline void
filter_add(struct filter *f, uint32_t hash)
{
	*filter_word(f, hash) |= filter_bits(hash);
}

/* Starts to load what filter_may will look at. */
static inline void
filter_warm(const struct filter *f, uint32_t hash)
{
	if (f->bits != NULL)
		__builtin_prefetch(filter_word(f, hash), 1);
}

void filter_clear(struct filter *); /* as empty, its room kept */
void filter_free(struct filter *);

#endif
