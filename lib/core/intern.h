/*
 * intern.h - a set of texts, each given a number in order of arrival.
 *
 * The way to key anything by stream, channel or user: intern the id once,
 * then index plain arrays by its number.
 */
#ifndef CHZ_CORE_INTERN_H
#define CHZ_CORE_INTERN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/mem.h"
#include "core/str.h"
#include "core/table.h"

struct intern {
	struct str *names; /* by number; copies, each ends in NUL */
	uint32_t n;        /* how many; the next one gets this number */
	/* private */
	struct table table;
	size_t cap;
	uint32_t last;
	struct arena texts;
};

#define INTERN_NONE TABLE_NONE

/* The number of `name`, added (copied) if it is new. */
uint32_t intern_add(struct intern *, struct str name);
/* The number of `name`, or INTERN_NONE. */
uint32_t intern_find(const struct intern *, struct str name);
void intern_free(struct intern *);

/*
 * The same in steps, for whoever knows what comes: the hash, which any thread
 * may work out; a start to load what the guess will look at; which number it
 * is, most likely; a start to load its name; and whether it is that name's.
 */
uint32_t intern_hash(struct str name);

static inline void
intern_far(const struct intern *t, uint32_t hash)
{
	table_warm_slot(&t->table, hash);
}

/* INTERN_NONE when it is new.  Starts to load where the name is. */
static inline uint32_t
intern_guess(const struct intern *t, uint32_t hash)
{
	uint32_t number = table_guess(&t->table, hash);

	if (number != INTERN_NONE)
		__builtin_prefetch(&t->names[number]);
	return number;
}

static inline void
intern_near(const struct intern *t, uint32_t number)
{
	mem_fetch(t->names[number].p, t->names[number].n);
}

static inline bool
intern_is(const struct intern *t, uint32_t number, struct str name)
{
	return number != INTERN_NONE && str_eq(t->names[number], name);
}

#endif
