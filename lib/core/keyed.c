/* Keeps a thing for each text. */
#include <stdlib.h>
#include <string.h>

#include "core/keyed.h"

static void *
append(struct keyed *k)
{
	void *thing;

	if (k->n == k->cap) {
		k->cap = mem_grow(k->cap, (size_t)k->n + 1);
		k->at = xreallocarray(k->at, k->cap, k->size);
	}
	thing = keyed_nth(k, k->n++);
	return memset(thing, 0, k->size);
}

void *
keyed_get(struct keyed *k, struct str key, bool *fresh)
{
	uint32_t i = intern_add(&k->keys, key);

	*fresh = i == k->n;
	return *fresh ? append(k) : keyed_nth(k, i);
}

void
keyed_free(struct keyed *k)
{
	free(k->at);
	intern_free(&k->keys);
	*k = (struct keyed){ .size = k->size };
}
