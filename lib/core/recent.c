/* Remembers which ids came lately. */
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "core/id128.h"
#include "core/mem.h"
#include "core/recent.h"

/* What an id in short begins with: it goes on as it is, or with the 128 bits of
 * its first 32 digits.  Different ids differ in short. */
enum { PLAIN, DIGITS };

static struct str
shorten(struct str id, struct buf *room)
{
	struct str head = { id.p, ID128_DIGITS };
	struct id128 digits;
	char *to;

	room->n = 0;
	to = buf_reserve(room, id.n + 1);
	*to++ = PLAIN;
	if (id.n >= head.n && id128_parse(head, &digits)) {
		to[-1] = DIGITS;
		memcpy(to, &digits, sizeof digits);
		to += sizeof digits;
		id = (struct str){ id.p + head.n, id.n - head.n };
	}
	if (id.n > 0)
		memcpy(to, id.p, id.n);
	return (struct str){ room->p, (size_t)(to - room->p) + id.n };
}

static struct str
id_of(const struct recent_generation *g, uint32_t i)
{
	uint32_t from = i > 0 ? g->id[i - 1].end : 0;

	return (struct str){ g->ids.p + from, g->id[i].end - from };
}

static uint32_t
hash_of(const void *ids, uint32_t i)
{
	return ((const struct recent_id *)ids)[i].hash;
}

static bool
has(struct recent_generation *g, struct str id, uint32_t hash)
{
	struct table_walk walk;
	uint32_t i;

	if (!filter_may(&g->filter, hash))
		return false;
	table_fill(&g->table, g->n, hash_of, g->id);
	walk = table_walk(&g->table, hash);
	do
		i = table_next(&walk);
	while (i != TABLE_NONE && !str_eq(id_of(g, i), id));
	return i != TABLE_NONE;
}

static void
append(struct recent_generation *g, struct str id, uint32_t hash)
{
	filter_reserve(&g->filter, g->n, hash_of, g->id);
	filter_add(&g->filter, hash);
	buf_str(&g->ids, id);
	MEM_RESERVE(g->id, g->cap, (size_t)g->n + 1);
	g->id[g->n++] = (struct recent_id){ (uint32_t)g->ids.n, hash };
}

/* The younger generation becomes the older, whose room is used again. */
static void
turn(struct recent *r)
{
	struct recent_generation forgotten = r->old;

	r->old = r->young;
	r->young = forgotten;
	r->young.n = 0;
	r->young.ids.n = 0;
	filter_clear(&r->young.filter);
	table_clear(&r->young.table);
}

static bool
is_full(const struct recent *r, size_t more)
{
	uint32_t window = r->window != 0 ? r->window : RECENT_WINDOW;

	return r->young.n == window ||
	    r->young.ids.n + more > (size_t)window * RECENT_LONG;
}

uint32_t
recent_hash(struct str id)
{
	return hash_text(id);
}

void
recent_warm(const struct recent *r, uint32_t hash)
{
	filter_warm(&r->young.filter, hash);
	filter_warm(&r->old.filter, hash);
}

bool
recent_add_hash(struct recent *r, struct str id, uint32_t hash)
{
	id = shorten(id, &r->room);
	if (has(&r->young, id, hash) || has(&r->old, id, hash))
		return false;
	if (r->young.n > 0 && is_full(r, id.n))
		turn(r);
	append(&r->young, id, hash);
	return true;
}

bool
recent_add(struct recent *r, struct str id)
{
	return recent_add_hash(r, id, recent_hash(id));
}

static void
free_generation(struct recent_generation *g)
{
	buf_free(&g->ids);
	free(g->id);
	filter_free(&g->filter);
	table_free(&g->table);
}

void
recent_free(struct recent *r)
{
	free_generation(&r->young);
	free_generation(&r->old);
	buf_free(&r->room);
	*r = (struct recent){ .window = r->window };
}
