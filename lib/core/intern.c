/* Numbers texts in order of arrival. */
#include <stdlib.h>

#include "core/hash.h"
#include "core/intern.h"

static uint32_t
hash_of(const void *names, uint32_t id)
{
	return hash_text(((const struct str *)names)[id]);
}

/* The number of `name`, or INTERN_NONE at the end of the walk. */
static uint32_t
find(const struct intern *t, struct str name, struct table_walk *walk)
{
	uint32_t id;

	do
		id = table_next(walk);
	while (id != TABLE_NONE && !str_eq(t->names[id], name));
	return id;
}

static uint32_t
append(struct intern *t, struct str name, const struct table_walk *end)
{
	uint32_t id = table_put(&t->table, end);

	MEM_RESERVE(t->names, t->cap, (size_t)id + 1);
	t->names[id].p = arena_copy(&t->texts, name.p, name.n);
	t->names[id].n = name.n;
	t->n++;
	return id;
}

uint32_t
intern_add(struct intern *t, struct str name)
{
	struct table_walk walk;
	uint32_t id;

	/* Records of one stream come in runs. */
	if (t->n > 0 && str_eq(t->names[t->last], name))
		return t->last;
	table_reserve(&t->table, 1, hash_of, t->names);
	walk = table_walk(&t->table, hash_text(name));
	id = find(t, name, &walk);
	if (id == INTERN_NONE)
		id = append(t, name, &walk);
	return t->last = id;
}

uint32_t
intern_hash(struct str name)
{
	return hash_text(name);
}

uint32_t
intern_find(const struct intern *t, struct str name)
{
	struct table_walk walk;

	if (t->n == 0)
		return INTERN_NONE;
	walk = table_walk(&t->table, hash_text(name));
	return find(t, name, &walk);
}

void
intern_free(struct intern *t)
{
	free(t->names);
	table_free(&t->table);
	arena_free(&t->texts);
	*t = (struct intern){ 0 };
}
