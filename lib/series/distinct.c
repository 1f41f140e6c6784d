/* Counts different ids. */
#include <stdlib.h>

#include "core/hash.h"
#include "core/mem.h"
#include "series/distinct.h"

/* Sets of more ids leave their memory to others: of many streams only a few
 * are large at any time. */
enum { LARGE = 512 };

static uint32_t
hash_of(const void *ids, uint32_t i)
{
	return hash_id(((const struct id128 *)ids)[i]);
}

bool
distinct_add(struct distinct *d, struct id128 id)
{
	struct table_walk walk;
	uint32_t i;

	table_reserve(&d->table, 1, hash_of, d->ids);
	walk = table_walk(&d->table, hash_id(id));
	do
		i = table_next(&walk);
	while (i != TABLE_NONE && !id128_eq(d->ids[i], id));
	if (i != TABLE_NONE)
		return false;
	table_put(&d->table, &walk);
	MEM_RESERVE(d->ids, d->cap, (size_t)d->n + 1);
	d->ids[d->n++] = id;
	return true;
}

void
distinct_far(const struct distinct *d, struct id128 id)
{
	table_warm_slot(&d->table, hash_id(id));
}

void
distinct_near(const struct distinct *d, struct id128 id)
{
	uint32_t i = table_guess(&d->table, hash_id(id));

	if (i != TABLE_NONE)
		__builtin_prefetch(&d->ids[i]);
}

void
distinct_clear(struct distinct *d)
{
	if (d->n > LARGE) {
		distinct_free(d);
		return;
	}
	table_clear(&d->table);
	d->n = 0;
}

void
distinct_free(struct distinct *d)
{
	free(d->ids);
	table_free(&d->table);
	*d = (struct distinct){ 0 };
}
