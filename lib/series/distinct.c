/* Counts different ids. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "series/distinct.h"

enum { FIRST_SLOTS = 16, SEEN_BITS = 8 /* for each slot */ };

/*
 * Where the id's place is, or the free slot where it belongs.  A place is
 * below the mask, so the bits above it are free to hold those of the hash:
 * others' ids need hardly ever be looked at.
 */
static uint32_t *
probe(const struct distinct *d, struct id128 id, uint32_t hash)
{
	uint32_t i = hash & d->mask;

	for (; d->slots[i] != 0; i = (i + 1) & d->mask) {
		uint32_t slot = d->slots[i];
		const struct id128 *there = &d->ids[(slot & d->mask) - 1];

		if (((slot ^ hash) & ~d->mask) == 0 && there->lo == id.lo &&
		    there->hi == id.hi)
			break;
	}
	return &d->slots[i];
}

static uint32_t
slot_of(const struct distinct *d, uint32_t place, uint32_t hash)
{
	return (hash & ~d->mask) | (place + 1);
}

/* Gives all ids that have none yet a slot. */
static void
index_ids(struct distinct *d)
{
	for (; d->indexed < d->n; d->indexed++) {
		struct id128 id = d->ids[d->indexed];
		uint32_t hash = (uint32_t)id128_hash(id);

		*probe(d, id, hash) = slot_of(d, d->indexed, hash);
	}
}

/* The bit for whether ids of this hash may be there. */
static uint64_t *
seen_word(const struct distinct *d, uint32_t hash, uint64_t *bit)
{
	uint32_t i = hash & (d->mask * SEEN_BITS + SEEN_BITS - 1);

	*bit = UINT64_C(1) << (i & 63);
	return &d->seen[i >> 6];
}

static void
grow(struct distinct *d)
{
	uint64_t bit;

	free(d->slots);
	free(d->seen);
	d->mask = d->mask == 0 ? FIRST_SLOTS - 1 : d->mask * 2 + 1;
	d->slots = xcalloc((size_t)d->mask + 1, sizeof *d->slots);
	d->seen =
	    xcalloc(((size_t)d->mask + 1) * SEEN_BITS / 64, sizeof *d->seen);
	d->indexed = 0;
	for (uint32_t i = 0; i < d->n; i++)
		*seen_word(d, (uint32_t)id128_hash(d->ids[i]), &bit) |= bit;
}

bool
distinct_add(struct distinct *d, struct id128 id)
{
	uint32_t hash = (uint32_t)id128_hash(id);
	uint64_t bit, *word;

	/* At most half full, so that runs of taken slots stay short. */
	if ((size_t)d->n * 2 >= d->mask)
		grow(d);
	word = seen_word(d, hash, &bit);
	if ((*word & bit) != 0) {
		index_ids(d);
		if (*probe(d, id, hash) != 0)
			return false;
	}
	*word |= bit;
	MEM_RESERVE(d->ids, d->cap, (size_t)d->n + 1);
	d->ids[d->n++] = id;
	return true;
}

void
distinct_clear(struct distinct *d)
{
	size_t slots = (size_t)d->mask + 1;

	if (d->n > 0)
		memset(d->seen, 0, slots * SEEN_BITS / 8);
	if (d->indexed > 0)
		memset(d->slots, 0, slots * sizeof *d->slots);
	d->n = d->indexed = 0;
}

void
distinct_free(struct distinct *d)
{
	free(d->ids);
	free(d->slots);
	free(d->seen);
	*d = (struct distinct){ 0 };
}
