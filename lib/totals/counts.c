/* Counts ids exactly. */
#include <stdlib.h>

#include "core/hash.h"
#include "totals/counts.h"

static uint32_t
hash_of(const void *counts, uint32_t i)
{
	return hash_id(((const struct count *)counts)[i].id);
}

static struct str
copied(struct counts *c, struct str s)
{
	if (s.p == NULL)
		return s;
	return (struct str){ arena_copy(&c->texts, s.p, s.n), s.n };
}

/* The id's place, a new one behind the others. */
static struct count *
count_of(struct counts *c, struct id128 id, struct str text, struct str name)
{
	struct table_walk walk;
	uint32_t i;

	table_reserve(&c->table, 1, hash_of, c->at);
	walk = table_walk(&c->table, hash_id(id));
	while ((i = table_next(&walk)) != TABLE_NONE)
		if (id128_eq(c->at[i].id, id))
			return &c->at[i];
	i = table_put(&c->table, &walk);
	MEM_RESERVE(c->at, c->cap, c->n + 1);
	c->n++;
	c->at[i] = (struct count){
		.id = id, .text = copied(c, text), .name = copied(c, name)
	};
	return &c->at[i];
}

void
counts_add(struct counts *c, struct id128 id, struct str text, struct str name,
    uint64_t n)
{
	count_of(c, id, text, name)->n += n;
}

static int
by_rank(const void *a, const void *b)
{
	const struct count *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return str_cmp(x->text, y->text);
}

void
counts_rank(struct counts *c)
{
	if (c->n > 0)
		qsort(c->at, c->n, sizeof *c->at, by_rank);
	table_free(&c->table);
}

void
counts_free(struct counts *c)
{
	free(c->at);
	table_free(&c->table);
	arena_free(&c->texts);
	*c = (struct counts){ 0 };
}
