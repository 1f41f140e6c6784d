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

#endif
