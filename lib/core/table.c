/* Growth, and warming up for a batch. */
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/mem.h"
#include "core/table.h"

enum { FIRST = 16 };

static const uint64_t MOST = UINT64_C(1) << 32; /* slots */

/* The slots that keep `n` numbers at most half of them. */
static uint64_t
slots_for(const struct table *t, uint64_t n)
{
	uint64_t slots = t->slots != NULL ? (uint64_t)t->mask + 1 : FIRST;

	while (slots / 2 < n)
		slots *= 2;
	if (slots > MOST)
		diag_die(EXIT_SOME_FAILED, "more than %llu different ids",
		    (unsigned long long)MOST / 2);
	return slots;
}

/* Gives the `n` next numbers, whose keys have these hashes, their places. */
static void
place(struct table *t, const uint32_t *hash, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		__builtin_prefetch(t->slots + (hash[i] & t->mask), 1);
	for (uint32_t i = 0; i < n; i++)
		table_place(t, hash[i]);
}

void
table_grow(
    struct table *t, uint32_t more, table_hash *hash_of, const void *keys)
{
	uint64_t slots = slots_for(t, (uint64_t)t->n + more);
	uint32_t hash[TABLE_BATCH], n = t->n, some;

	free(t->slots);
	t->slots = xcalloc(slots, sizeof *t->slots);
	mem_random(t->slots, slots * sizeof *t->slots);
	t->mask = (uint32_t)(slots - 1);
	t->room = (uint32_t)(slots / 2);
	t->n = 0;
	while (t->n < n) {
		some = n - t->n < TABLE_BATCH ? n - t->n : TABLE_BATCH;
		for (uint32_t i = 0; i < some; i++)
			hash[i] = hash_of(keys, t->n + i);
		place(t, hash, some);
	}
}

void
table_warm(const struct table *t, const uint32_t *hash, uint32_t n,
    const void *keys, size_t size)
{
	if (t->n == 0)
		return;
	for (uint32_t i = 0; i < n; i++)
		__builtin_prefetch(t->slots + (hash[i] & t->mask));
	for (uint32_t i = 0; i < n; i++) {
		struct table_walk w = table_walk(t, hash[i]);
		uint32_t number = table_next(&w);

		if (number != TABLE_NONE)
			__builtin_prefetch((const char *)keys + number * size);
	}
}

void
table_clear(struct table *t)
{
	if (t->n > 0)
		memset(t->slots, 0, ((size_t)t->mask + 1) * sizeof *t->slots);
	t->n = 0;
}

void
table_free(struct table *t)
{
	free(t->slots);
	*t = (struct table){ 0 };
}
