#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "series/distinct.h"

enum { FIRST_SLOTS = 16 };

/* Where the id's place is, or the free slot where it belongs. */
static uint32_t *
probe(const struct distinct *d, struct id128 id)
{
	uint32_t i = (uint32_t)id128_hash(id) & d->mask;

	for (; d->slots[i] != 0; i = (i + 1) & d->mask) {
		const struct id128 *there = &d->ids[d->slots[i] - 1];

		if (there->lo == id.lo && there->hi == id.hi)
			break;
	}
	return &d->slots[i];
}

static void
grow(struct distinct *d)
{
	free(d->slots);
	d->mask = d->mask == 0 ? FIRST_SLOTS - 1 : d->mask * 2 + 1;
	d->slots = xcalloc((size_t)d->mask + 1, sizeof *d->slots);
	for (uint32_t i = 0; i < d->n; i++)
		*probe(d, d->ids[i]) = i + 1;
}

bool
distinct_add(struct distinct *d, struct id128 id)
{
	uint32_t *slot;

	/* At most half full, so that runs of taken slots stay short. */
	if ((size_t)d->n * 2 >= d->mask)
		grow(d);
	slot = probe(d, id);
	if (*slot != 0)
		return false;
	MEM_RESERVE(d->ids, d->cap, (size_t)d->n + 1);
	d->ids[d->n++] = id;
	*slot = d->n;
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
