/*
 * table.h - finds things that are numbered in order of arrival: the hash
 * table.
 *
 * The things, keys and all else, stand in arrays of the caller's, by number;
 * a table says which numbers may have a hash, and the caller compares:
 *
 *	table_reserve(&t->table, 1, hash_of, t);
 *	walk = table_walk(&t->table, hash);
 *	while ((i = table_next(&walk)) != TABLE_NONE)
 *		if (t->key[i] == key)
 *			return i;
 *	i = table_put(&t->table, &walk);
 *	t->key[i] = key;
 *
 * Open addressing with linear probing, a slot of four bytes for each place:
 * the number, and above it those bits of the hash that did not choose the
 * place, so that others' keys need hardly ever be looked at.  At most half
 * full, so that runs of taken slots stay short: 8 to 16 bytes a number.  Hashes
 *are those of hash.h.
 */
#ifndef CHZ_CORE_TABLE_H
#define CHZ_CORE_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* Zero is an empty one. */
struct table {
	uint32_t n; /* how many; the next one gets this number */
	/* private */
	uint32_t room;   /* numbers before it grows */
	uint32_t mask;   /* of the slots */
	uint32_t *slots; /* bits of the hash over number + 1; 0 is free */
};

#define TABLE_NONE UINT32_MAX

/* The hash of a number's key, which is in `keys`. */
typedef uint32_t table_hash(const void *keys, uint32_t number);

/* Private. */
void table_grow(struct table *, uint32_t more, table_hash *, const void *keys);

/* Makes room for `more` numbers; before the walks that may end in table_put. */
static inline void
table_reserve(
    struct table *t, uint32_t more, table_hash *hash_of, const void *keys)
{
	if (t->room - t->n < more)
		table_grow(t, more, hash_of, keys);
}

/* A way along the places where a hash may be. */
struct table_walk {
	const uint32_t *slots;
	uint32_t mask, hash, at;
};

static inline struct table_walk
table_walk(const struct table *t, uint32_t hash)
{
	static const uint32_t nothing;

	return (struct table_walk){ t->slots != NULL ? t->slots : &nothing,
		t->mask, hash, hash & t->mask };
}

/* The next number that may have the hash, or TABLE_NONE. */
static inline uint32_t
table_next(struct table_walk *w)
{
	uint32_t slot;

	while ((slot = w->slots[w->at]) != 0) {
		w->at = (w->at + 1) & w->mask;
		if (((slot ^ w->hash) & ~w->mask) == 0)
			return (slot & w->mask) - 1;
	}
	return TABLE_NONE;
}

/* Gives what was not found the next number.  The walk has come to its end. */
static inline uint32_t
table_put(struct table *t, const struct table_walk *w)
{
	t->slots[w->at] = (w->hash & ~w->mask) | (t->n + 1);
	return t->n++;
}

/* Private. */
static inline void
table_place(struct table *t, uint32_t hash)
{
	uint32_t at = hash & t->mask;

	while (t->slots[at] != 0)
		at = (at + 1) & t->mask;
	t->slots[at] = (hash & ~t->mask) | ++t->n;
}

/* What one look-up waits for is memory; the waits of a batch overlap. */
enum { TABLE_BATCH = 64 };

/* Starts to load what walks for these hashes will look at, `n` up to
 * TABLE_BATCH: the slots, then the keys, `size` bytes each by number. */
void table_warm(const struct table *, const uint32_t *hash, uint32_t n,
    const void *keys, size_t size);

/* Starts to load the slots of one; once they are there, table_guess says which
 * number is likely, or TABLE_NONE. */
static inline void
table_warm_slot(const struct table *t, uint32_t hash)
{
	/* Without effect gcc would leave the whole call out. */
	__asm__ volatile("");
	if (t->slots != NULL)
		__builtin_prefetch(t->slots + (hash & t->mask), 1);
}

static inline uint32_t
table_guess(const struct table *t, uint32_t hash)
{
	struct table_walk w = table_walk(t, hash);

	return table_next(&w);
}

/* Gives all numbers below `n` places whose keys are known to differ from the
 * others: where most are new, filter.h says so, and nothing is searched. */
static inline void
table_fill(struct table *t, uint32_t n, table_hash *hash_of, const void *keys)
{
	table_reserve(t, n - t->n, hash_of, keys);
	while (t->n < n)
		table_place(t, hash_of(keys, t->n));
}

void table_clear(struct table *); /* as empty, its room kept */
void table_free(struct table *);

#endif
