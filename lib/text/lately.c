/* Keeps notes on the keys that were met lately. */
#include <stdlib.h>
#include <xxhash.h>

#include "core/mem.h"
#include "core/random.h"
#include "core/when.h"
#include "text/lately.h"

uint64_t
lately_key(struct str text, uint64_t of)
{
	static uint64_t secret;

	if (secret == 0)
		secret = random_seed() | 1;
	return XXH3_64bits_withSeed(
	    text.p != NULL ? text.p : "", text.n, random_mix(secret ^ of));
}

static uint32_t
hash_of(const void *notes, uint32_t i)
{
	const struct lately_note *note = notes;

	return (uint32_t)note[i].key;
}

/* The note on that key; NULL without one, and then `end` is its place. */
static struct lately_note *
find(const struct lately_part *p, uint64_t key, struct table_walk *end)
{
	uint32_t i;

	*end = table_walk(&p->table, (uint32_t)key);
	while ((i = table_next(end)) != TABLE_NONE)
		if (p->note[i].key == key)
			return &p->note[i];
	return NULL;
}

/* The young ones become old, and what was old is forgotten. */
static void
turn(struct lately *l)
{
	struct lately_part old = l->old;

	l->old = l->young;
	l->young = old;
	table_clear(&l->young.table);
}

static void
make_room(struct lately_part *p)
{
	table_reserve(&p->table, 1, hash_of, p->note);
	MEM_RESERVE(p->note, p->room, (size_t)p->table.n + 1);
}

/* One that is not among the young: as the old ones have it, or new. */
static struct lately_note *
add(struct lately *l, uint64_t key, struct table_walk *end)
{
	struct table_walk unused;
	struct lately_note *old, *note;

	if (l->young.table.n >= (l->window > 0 ? l->window : LATELY_WINDOW)) {
		turn(l);
		make_room(&l->young);
		find(&l->young, key, end);
	}
	old = find(&l->old, key, &unused);
	note = &l->young.note[table_put(&l->young.table, end)];
	*note =
	    old != NULL ? *old : (struct lately_note){ key, WHEN_UNKNOWN, 0 };
	return note;
}

struct lately_note *
lately_note(struct lately *l, uint64_t key)
{
	struct table_walk end;
	struct lately_note *note;

	make_room(&l->young);
	note = find(&l->young, key, &end);
	return note != NULL ? note : add(l, key, &end);
}

static void
free_part(struct lately_part *p)
{
	table_free(&p->table);
	free(p->note);
}

void
lately_free(struct lately *l)
{
	free_part(&l->young);
	free_part(&l->old);
	*l = (struct lately){ 0 };
}
