/*
 * recent.h - whether an id was met lately.
 *
 * Remembers at least the last `window` different ids and at most twice as
 * many, as 64-bit XXH3 hashes in two generations: when the younger is full,
 * the older is forgotten.  16 bytes an id, with the default at most 2 MiB in
 * all.  Two ids are taken for one with odds of one in 10^14.
 */
#ifndef CHZ_CORE_RECENT_H
#define CHZ_CORE_RECENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

enum { RECENT_WINDOW = 65536 };

/* Zero is an empty one. */
struct recent {
	size_t window; /* ids; 0 is RECENT_WINDOW */
	/* private */
	struct recent_generation {
		uint64_t *slots; /* hashes; 0 is free */
		size_t n, mask;
	} young, old;
};

/* True when the id was not met within the window; remembers it. */
bool recent_add(struct recent *, struct str id);
void recent_free(struct recent *);

#endif
