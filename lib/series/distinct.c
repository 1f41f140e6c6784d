#include <stdlib.h>

#include "core/mem.h"
#include "series/distinct.h"

enum { FIRST_SLOTS = 16 };

struct distinct_slot {
	struct id128 id;
	uint32_t epoch; /* 0 is never current */
};

/* Where the id is, or the free slot where it belongs. */
static struct distinct_slot *
probe(const struct distinct *d, struct id128 id)
{
	uint32_t i = (uint32_t)id128_hash(id) & d->mask;

	while (d->slots[i].epoch == d->epoch &&
	    (d->slots[i].id.lo != id.lo || d->slots[i].id.hi != id.hi))
		i = (i + 1) & d->mask;
	return &d->slots[i];
}

static void
grow(struct distinct *d)
{
	struct distinct old = *d;
	struct id128 id;
	uint32_t at = 0;

	d->mask = old.slots == NULL ? FIRST_SLOTS - 1 : old.mask * 2 + 1;
	d->slots = xcalloc((size_t)d->mask + 1, sizeof *d->slots);
	d->epoch = old.epoch > 0 ? old.epoch : 1;
	while (distinct_next(&old, &at, &id))
		*probe(d, id) = (struct distinct_slot){ id, d->epoch };
	free(old.slots);
}

bool
distinct_add(struct distinct *d, struct id128 id)
{
	struct distinct_slot *slot;

	/* At most half full, so that runs of taken slots stay short. */
	if (d->n * 2 >= d->mask)
		grow(d);
	slot = probe(d, id);
	if (slot->epoch == d->epoch)
		return false;
	*slot = (struct distinct_slot){ id, d->epoch };
	d->n++;
	return true;
}

bool
distinct_has(const struct distinct *d, struct id128 id)
{
	return d->slots != NULL && probe(d, id)->epoch == d->epoch;
}

void
distinct_clear(struct distinct *d)
{
	d->n = 0;
	if (++d->epoch != 0 || d->slots == NULL)
		return;
	/* After 2^32 epochs the old ones would come back to life. */
	for (uint32_t i = 0; i <= d->mask; i++)
		d->slots[i].epoch = 0;
	d->epoch = 1;
}

bool
distinct_next(const struct distinct *d, uint32_t *at, struct id128 *out)
{
	if (d->slots == NULL)
		return false;
	while (*at <= d->mask) {
		const struct distinct_slot *slot = &d->slots[(*at)++];

		if (slot->epoch == d->epoch) {
			*out = slot->id;
			return true;
		}
	}
	return false;
}

void
distinct_free(struct distinct *d)
{
	free(d->slots);
	*d = (struct distinct){ 0 };
}
