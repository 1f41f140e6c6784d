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

struct intern {
	struct str *names; /* by number; copies, each ends in NUL */
	uint32_t n;        /* how many; the next one gets this number */
	/* private */
	uint64_t *hashes;
	uint32_t *slots; /* number + 1; 0 is free */
	size_t cap, mask;
	uint32_t last;
	struct arena texts;
};

#define INTERN_NONE UINT32_MAX

/* The number of `name`, added (copied) if it is new. */
uint32_t intern_add(struct intern *, struct str name);
/* The number of `name`, or INTERN_NONE. */
uint32_t intern_find(const struct intern *, struct str name);
void intern_free(struct intern *);

#endif
