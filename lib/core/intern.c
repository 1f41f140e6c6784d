/* Numbers texts in order of arrival. */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "core/intern.h"

/* Where `name` is, or the free slot where it belongs. */
static size_t
probe(const struct intern *t, struct str name, uint64_t hash)
{
	size_t i = hash & t->mask;

	for (; t->slots[i] != 0; i = (i + 1) & t->mask) {
		uint32_t id = t->slots[i] - 1;

		if (t->hashes[id] == hash && str_eq(t->names[id], name))
			break;
	}
	return i;
}

/* At most half full, so that runs of taken slots stay short. */
static void
grow(struct intern *t)
{
	size_t n = t->mask == 0 ? 64 : (t->mask + 1) * 2;

	free(t->slots);
	t->slots = xcalloc(n, sizeof *t->slots);
	t->mask = n - 1;
	for (uint32_t id = 0; id < t->n; id++) {
		size_t i = t->hashes[id] & t->mask;

		while (t->slots[i] != 0)
			i = (i + 1) & t->mask;
		t->slots[i] = id + 1;
	}
}

static uint32_t
append(struct intern *t, struct str name, uint64_t hash)
{
	uint32_t id = t->n;
	size_t cap = t->cap;

	MEM_RESERVE(t->names, t->cap, (size_t)id + 1);
	if (t->cap != cap)
		t->hashes = xreallocarray(t->hashes, t->cap, sizeof *t->hashes);
	t->names[id].p = arena_copy(&t->texts, name.p, name.n);
	t->names[id].n = name.n;
	t->hashes[id] = hash;
	t->n++;
	return id;
}

uint32_t
intern_add(struct intern *t, struct str name)
{
	uint64_t hash;
	size_t i;

	/* Records of one stream come in runs. */
	if (t->n > 0 && str_eq(t->names[t->last], name))
		return t->last;
	if ((size_t)t->n * 2 >= t->mask)
		grow(t);
	hash = XXH3_64bits(name.p != NULL ? name.p : "", name.n);
	i = probe(t, name, hash);
	if (t->slots[i] == 0)
		t->slots[i] = append(t, name, hash) + 1;
	return t->last = t->slots[i] - 1;
}

uint32_t
intern_find(const struct intern *t, struct str name)
{
	if (t->n == 0)
		return INTERN_NONE;
	return t->slots[probe(t, name,
		   XXH3_64bits(name.p != NULL ? name.p : "", name.n))] -
	    1;
}

void
intern_free(struct intern *t)
{
	free(t->names);
	free(t->hashes);
	free(t->slots);
	arena_free(&t->texts);
	*t = (struct intern){ 0 };
}
