#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "series/distinct.h"

enum { FIRST_SLOTS = 16 };

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

static void
grow(struct distinct *d)
{
	free(d->slots);
	d->mask = d->mask == 0 ? FIRST_SLOTS - 1 : d->mask * 2 + 1;
	d->slots = xcalloc((size_t)d->mask + 1, sizeof *d->slots);
	for (uint32_t i = 0; i < d->n; i++) {
		uint32_t hash = (uint32_t)id128_hash(d->ids[i]);

		*probe(d, d->ids[i], hash) = slot_of(d, i, hash);
	}
}

bool
distinct_add(struct distinct *d, struct id128 id)
{
	uint32_t *slot, hash = (uint32_t)id128_hash(id);

	/* At most half full, so that runs of taken slots stay short. */
	if ((size_t)d->n * 2 >= d->mask)
		grow(d);
	slot = probe(d, id, hash);
	if (*slot != 0)
		return false;
	MEM_RESERVE(d->ids, d->cap, (size_t)d->n + 1);
	*slot = slot_of(d, d->n, hash);
	d->ids[d->n++] = id;
	return true;
}

void
distinct_clear(struct distinct *d)
{
	if (d->n > 0)
		memset(d->slots, 0, ((size_t)d->mask + 1) * sizeof *d->slots);
	d->n = 0;
}

void
distinct_free(struct distinct *d)
{
	free(d->ids);
	free(d->slots);
	*d = (struct distinct){ 0 };
}
