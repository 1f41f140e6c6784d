/* Counts different ids. */
#include <stdlib.h>

#include "core/hash.h"
#include "core/mem.h"
#include "series/distinct.h"

/* Sets of more ids leave their memory to others: of many streams only a few
 * are large at any time.  The next time they begin with as much as they had
 * used: growing step by step finds all ids another place again and again. */
enum { LARGE = 512 };
/* As many ids as a table's first slots are for lie in two lines of the cache:
 * comparing them all is quicker than a table. */
enum { FEW = 8 };

static uint32_t
hash_of(const void *ids, uint32_t i)
{
	return hash_id(((const struct id128 *)ids)[i]);
}

static bool
is_among_few(const struct distinct *d, struct id128 id)
{
	for (uint32_t i = 0; i < d->n; i++)
		if (id128_eq(d->ids[i], id))
			return true;
	return false;
}

/* Whether the table has it; if not, it is going to. */
static bool
is_in_table(struct distinct *d, struct id128 id, uint32_t hash)
{
	struct table_walk walk;
	uint32_t i;

	table_fill(&d->table, d->n, hash_of, d->ids);
	table_reserve(
	    &d->table, d->n == FEW ? d->cap - FEW : 1, hash_of, d->ids);
	walk = table_walk(&d->table, hash);
	do
		i = table_next(&walk);
	while (i != TABLE_NONE && !id128_eq(d->ids[i], id));
	if (i == TABLE_NONE)
		table_put(&d->table, &walk);
	return i != TABLE_NONE;
}

static void
make_room(struct distinct *d)
{
	if (d->cap == 0)
		d->cap = FEW;
	else if (d->ids != NULL)
		d->cap = (uint32_t)mem_grow(d->cap, (size_t)d->cap + 1);
	d->ids = xreallocarray(d->ids, d->cap, sizeof *d->ids);
}

bool
distinct_add_hash(struct distinct *d, struct id128 id, uint32_t hash)
{
	if (d->ids == NULL || d->n == d->cap)
		make_room(d);
	if (d->n < FEW ? is_among_few(d, id) : is_in_table(d, id, hash))
		return false;
	d->ids[d->n++] = id;
	return true;
}

bool
distinct_add(struct distinct *d, struct id128 id)
{
	return distinct_add_hash(d, id, hash_id(id));
}

void
distinct_far(const struct distinct *d, uint32_t hash)
{
	if (d->n >= FEW) {
		table_warm_slot(&d->table, hash);
	} else if (d->ids != NULL) {
		__builtin_prefetch(d->ids, 1);
		__builtin_prefetch(d->ids + FEW / 2, 1);
	}
}

void
distinct_near(const struct distinct *d, uint32_t hash)
{
	uint32_t i = d->n >= FEW ? table_guess(&d->table, hash) : TABLE_NONE;

	if (i != TABLE_NONE)
		__builtin_prefetch(&d->ids[i]);
}

void
distinct_clear(struct distinct *d)
{
	uint32_t n = d->n;

	if (d->cap > LARGE) {
		distinct_free(d);
		d->cap = n;
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
