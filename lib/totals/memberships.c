/* Finds the users of groups. */
#include <stdlib.h>

#include "core/hash.h"
#include "totals/memberships.h"

static uint32_t
hash_of(const void *members, uint32_t i)
{
	const struct membership *m = (const struct membership *)members + i;

	return hash_in_group(m->group, m->id);
}

struct who
membership_who(const struct memberships *ms, const struct membership *m)
{
	struct who w = { .id = m->id };

	if (m->text > 0)
		w.text = ms->texts[m->text - 1];
	return w;
}

static bool
is(const struct memberships *ms, const struct membership *m, uint32_t group,
    const struct who *w)
{
	return m->group == group && id128_eq(m->id, w->id) &&
	    who_same_text(membership_who(ms, m).text, w->text);
}

/* Keeps an id's text; returns its number, from 1. */
static uint32_t
keep_text(struct memberships *ms, struct str text)
{
	MEM_RESERVE(ms->texts, ms->texts_cap, ms->n_texts + 1);
	ms->texts[ms->n_texts++] =
	    (struct str){ arena_pack(&ms->arena, text.p, text.n), text.n };
	return (uint32_t)ms->n_texts;
}

static struct membership *
append(struct memberships *ms, uint32_t group, const struct who *w)
{
	MEM_RESERVE(ms->at, ms->cap, (size_t)ms->n + 1);
	ms->at[ms->n] = (struct membership){ .group = group, .id = w->id };
	if (w->text.p != NULL)
		ms->at[ms->n].text = keep_text(ms, w->text);
	return &ms->at[ms->n++];
}

struct membership *
memberships_get(
    struct memberships *ms, uint32_t group, struct who w, bool *fresh)
{
	struct table_walk walk;
	uint32_t i;

	table_reserve(&ms->table, 1, hash_of, ms->at);
	walk = table_walk(&ms->table, hash_in_group(group, w.id));
	do
		i = table_next(&walk);
	while (i != TABLE_NONE && !is(ms, &ms->at[i], group, &w));
	*fresh = i == TABLE_NONE;
	if (!*fresh)
		return &ms->at[i];
	table_put(&ms->table, &walk);
	return append(ms, group, &w);
}

void
memberships_far(const struct memberships *ms, uint32_t group, struct id128 id)
{
	table_warm_slot(&ms->table, hash_in_group(group, id));
}

bool
memberships_near(const struct memberships *ms, uint32_t group, struct id128 id)
{
	uint32_t i = table_guess(&ms->table, hash_in_group(group, id));

	if (i != TABLE_NONE)
		mem_fetch(&ms->at[i], sizeof *ms->at);
	return i != TABLE_NONE;
}

void
memberships_free(struct memberships *ms)
{
	free(ms->at);
	free(ms->texts);
	table_free(&ms->table);
	arena_free(&ms->arena);
	*ms = (struct memberships){ 0 };
}
