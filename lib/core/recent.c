/* Remembers which ids came lately. */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "core/mem.h"
#include "core/recent.h"

enum { FIRST = 64 };

/* Where the hash is, or the free slot where it belongs. */
static size_t
probe(const struct recent_generation *g, uint64_t hash)
{
	size_t i = hash & g->mask;

	while (g->slots[i] != 0 && g->slots[i] != hash)
		i = (i + 1) & g->mask;
	return i;
}

static bool
has(const struct recent_generation *g, uint64_t hash)
{
	return g->slots != NULL && g->slots[probe(g, hash)] == hash;
}

/* At most half full, so that runs of taken slots stay short. */
static void
grow(struct recent_generation *g)
{
	struct recent_generation more = { .n = g->n };
	size_t room = g->slots != NULL ? (g->mask + 1) * 2 : FIRST;

	more.slots = xcalloc(room, sizeof *more.slots);
	more.mask = room - 1;
	for (size_t i = 0; g->slots != NULL && i <= g->mask; i++)
		if (g->slots[i] != 0)
			more.slots[probe(&more, g->slots[i])] = g->slots[i];
	free(g->slots);
	*g = more;
}

/* The younger generation becomes the older, whose room is used again. */
static void
turn(struct recent *r)
{
	struct recent_generation forgotten = r->old;

	r->old = r->young;
	r->young = forgotten;
	r->young.n = 0;
	if (r->young.slots != NULL)
		memset(r->young.slots, 0,
		    (r->young.mask + 1) * sizeof *r->young.slots);
}

bool
recent_add(struct recent *r, struct str id)
{
	size_t window = r->window != 0 ? r->window : RECENT_WINDOW;
	uint64_t hash = XXH3_64bits(id.n > 0 ? id.p : "", id.n) | 1;

	if (has(&r->young, hash) || has(&r->old, hash))
		return false;
	if (r->young.n == window)
		turn(r);
	if (r->young.slots == NULL || r->young.n * 2 > r->young.mask)
		grow(&r->young);
	r->young.slots[probe(&r->young, hash)] = hash;
	r->young.n++;
	return true;
}

void
recent_free(struct recent *r)
{
	free(r->young.slots);
	free(r->old.slots);
	*r = (struct recent){ .window = r->window };
}
