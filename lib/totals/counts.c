/* Counts ids exactly. */
#include <stdbool.h>
#include <stdlib.h>

#include "totals/counts.h"

enum { FIRST = 64 };

static bool
same(struct id128 a, struct id128 b)
{
	return a.hi == b.hi && a.lo == b.lo;
}

/* Where the id is, or the free slot where it belongs. */
static size_t
probe(const struct counts *c, struct id128 id)
{
	size_t i = id128_hash(id) & c->mask;

	while (c->slots[i] != 0 && !same(c->at[c->slots[i] - 1].id, id))
		i = (i + 1) & c->mask;
	return i;
}

/* At most half full, so that runs of taken slots stay short. */
static void
grow(struct counts *c)
{
	size_t room = c->slots != NULL ? (c->mask + 1) * 2 : FIRST;

	free(c->slots);
	c->slots = xcalloc(room, sizeof *c->slots);
	c->mask = room - 1;
	for (size_t i = 0; i < c->n; i++)
		c->slots[probe(c, c->at[i].id)] = (uint32_t)i + 1;
}

static struct str
copied(struct counts *c, struct str s)
{
	if (s.p == NULL)
		return s;
	return (struct str){ arena_copy(&c->texts, s.p, s.n), s.n };
}

void
counts_add(struct counts *c, struct id128 id, struct str text, struct str name,
    uint64_t n)
{
	size_t i;

	if (c->slots == NULL || c->n * 2 > c->mask)
		grow(c);
	i = probe(c, id);
	if (c->slots[i] == 0) {
		MEM_RESERVE(c->at, c->cap, c->n + 1);
		c->at[c->n++] = (struct count){ .id = id,
			.text = copied(c, text),
			.name = copied(c, name) };
		c->slots[i] = (uint32_t)c->n;
	}
	c->at[c->slots[i] - 1].n += n;
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
	free(c->slots);
	c->slots = NULL;
}

void
counts_free(struct counts *c)
{
	free(c->at);
	free(c->slots);
	arena_free(&c->texts);
	*c = (struct counts){ 0 };
}
