/* Finds the nicknames of groups. */
#include <stdlib.h>

#include "core/hash.h"
#include "totals/nicknames.h"

static uint32_t
hash_of(const void *nicknames, uint32_t i)
{
	return ((const struct nickname *)nicknames)[i].hash;
}

static uint32_t
hash_in(uint32_t group, struct str text)
{
	return hash_text(text) ^ hash_number(group);
}

static struct nickname *
append(struct nicknames *ns, uint32_t group, uint32_t hash, struct str text)
{
	MEM_RESERVE(ns->at, ns->cap, (size_t)ns->n + 1);
	ns->at[ns->n] = (struct nickname){
		.group = group, .hash = hash, .text = brief_of(text, &ns->arena)
	};
	return &ns->at[ns->n++];
}

struct nickname *
nicknames_get(
    struct nicknames *ns, uint32_t group, struct str text, bool *fresh)
{
	uint32_t hash = hash_in(group, text), i;
	struct table_walk walk;

	table_reserve(&ns->table, 1, hash_of, ns->at);
	walk = table_walk(&ns->table, hash);
	do
		i = table_next(&walk);
	while (i != TABLE_NONE &&
	    !(ns->at[i].group == group && brief_is(&ns->at[i].text, text)));
	*fresh = i == TABLE_NONE;
	if (!*fresh)
		return &ns->at[i];
	table_put(&ns->table, &walk);
	return append(ns, group, hash, text);
}

void
nicknames_far(const struct nicknames *ns, uint32_t group, struct str text)
{
	table_warm_slot(&ns->table, hash_in(group, text));
}

void
nicknames_near(const struct nicknames *ns, uint32_t group, struct str text)
{
	uint32_t i = table_guess(&ns->table, hash_in(group, text));

	if (i != TABLE_NONE)
		mem_fetch(&ns->at[i], sizeof *ns->at);
}

void
nicknames_free(struct nicknames *ns)
{
	free(ns->at);
	table_free(&ns->table);
	arena_free(&ns->arena);
	*ns = (struct nicknames){ 0 };
}
