/* Counts different ids. */
#include <stdlib.h>

#include "core/hash.h"
#include "core/mem.h"
#include "series/distinct.h"

static uint32_t
hash_of(const void *ids, uint32_t i)
{
	return hash_id(((const struct id128 *)ids)[i]);
}

static bool
has(struct distinct *d, struct id128 id, uint32_t hash)
{
	struct table_walk walk;
	uint32_t i;

	table_fill(&d->table, d->n, hash_of, d->ids);
	walk = table_walk(&d->table, hash);
	do
		i = table_next(&walk);
	while (i != TABLE_NONE && !id128_eq(d->ids[i], id));
	return i != TABLE_NONE;
}

bool
distinct_add(struct distinct *d, struct id128 id)
{
	uint32_t hash = hash_id(id);

	filter_reserve(&d->filter, d->n, hash_of, d->ids);
	if (filter_may(&d->filter, hash) && has(d, id, hash))
		return false;
	filter_add(&d->filter, hash);
	MEM_RESERVE(d->ids, d->cap, (size_t)d->n + 1);
	d->ids[d->n++] = id;
	return true;
}

void
distinct_clear(struct distinct *d)
{
	if (d->n > 0)
		filter_clear(&d->filter);
	table_clear(&d->table);
	d->n = 0;
}

void
distinct_free(struct distinct *d)
{
	free(d->ids);
	filter_free(&d->filter);
	table_free(&d->table);
	*d = (struct distinct){ 0 };
}
