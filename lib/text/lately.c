/* Keeps notes on keys in two generations. */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "core/mem.h"
#include "core/random.h"
#include "core/when.h"
#include "text/lately.h"

enum { FIRST = 64 };

uint64_t
lately_key(struct str text, uint64_t of)
{
	static uint64_t secret;
	uint64_t key;

	if (secret == 0)
		secret = random_seed() | 1;
	key = XXH3_64bits_withSeed(
	    text.p != NULL ? text.p : "", text.n, random_mix(secret ^ of));
	return key != 0 ? key : 1;
}

/* Where the key is, or the free slot where it belongs. */
static struct lately_note *
probe(const struct lately_generation *g, uint64_t key)
{
	size_t i = key & g->mask;

	while (g->slots[i].key != 0 && g->slots[i].key != key)
		i = (i + 1) & g->mask;
	return &g->slots[i];
}

/* At most half full, so that runs of taken slots stay short. */
static void
grow(struct lately_generation *g)
{
	struct lately_generation more = { .n = g->n };
	size_t room = g->slots != NULL ? (g->mask + 1) * 2 : FIRST;

	more.slots = xcalloc(room, sizeof *more.slots);
	more.mask = room - 1;
	for (size_t i = 0; g->slots != NULL && i <= g->mask; i++)
		if (g->slots[i].key != 0)
			*probe(&more, g->slots[i].key) = g->slots[i];
	free(g->slots);
	*g = more;
}

/* The younger generation becomes the older, whose room is used again. */
static void
turn(struct lately *l)
{
	struct lately_generation forgotten = l->old;

	l->old = l->young;
	l->young = forgotten;
	l->young.n = 0;
	if (l->young.slots != NULL)
		memset(l->young.slots, 0,
		    (l->young.mask + 1) * sizeof *l->young.slots);
}

struct lately_note *
lately_note(struct lately *l, uint64_t key)
{
	struct lately_note *note, fresh = { .key = key, .at = WHEN_UNKNOWN };

	if (l->young.slots != NULL) {
		note = probe(&l->young, key);
		if (note->key != 0)
			return note;
	}
	if (l->old.slots != NULL && probe(&l->old, key)->key != 0)
		fresh = *probe(&l->old, key);
	if (l->young.n >= (l->window != 0 ? l->window : LATELY_WINDOW))
		turn(l);
	if (l->young.slots == NULL || l->young.n * 2 > l->young.mask)
		grow(&l->young);
	note = probe(&l->young, key);
	*note = fresh;
	l->young.n++;
	return note;
}

void
lately_free(struct lately *l)
{
	free(l->young.slots);
	free(l->old.slots);
	*l = (struct lately){ 0 };
}
