#include <stdlib.h>
#include <xxhash.h>

#include "core/mem.h"
#include "event/seen.h"

void
seen_init(struct seen *s, size_t window)
{
	*s = (struct seen){ .window = window };
}

/* At most half full, a power of two. */
static void
make_tables(struct seen *s)
{
	size_t size = 2;

	while (size < 2 * s->window)
		size *= 2;
	s->mask = size - 1;
	s->young = xcalloc(size, sizeof *s->young);
	s->old = xcalloc(size, sizeof *s->old);
}

/* Where the hash is, or would go. */
static uint64_t *
slot(const struct seen *s, uint64_t *table, uint64_t hash)
{
	size_t i = hash & s->mask;

	while (table[i] != 0 && table[i] != hash)
		i = (i + 1) & s->mask;
	return &table[i];
}

/* The young generation is full: it becomes the old one. */
static void
age(struct seen *s)
{
	uint64_t *empty = s->old;

	for (size_t i = 0; i <= s->mask; i++)
		empty[i] = 0;
	s->old = s->young;
	s->young = empty;
	s->n = 0;
}

bool
seen_add(struct seen *s, struct str id)
{
	uint64_t hash = XXH3_64bits(id.p, id.n);
	uint64_t *at;

	if (s->young == NULL)
		make_tables(s);
	hash += hash == 0;
	at = slot(s, s->young, hash);
	if (*at == hash)
		return false;
	if (s->n == s->window) {
		age(s);
		at = slot(s, s->young, hash);
	}
	*at = hash;
	s->n++;
	return *slot(s, s->old, hash) != hash;
}

void
seen_free(struct seen *s)
{
	free(s->young);
	free(s->old);
	*s = (struct seen){ .window = s->window };
}
