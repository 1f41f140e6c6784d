/*
 * seen.h - which message ids came by lately.
 *
 * Remembers at least the last `window` ids, at most twice as many, by 64-bit
 * hashes (XXH3) in two generations: 16 bytes for each id of the window and
 * generation, from the first id on.
 */
#ifndef CHZ_EVENT_SEEN_H
#define CHZ_EVENT_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

struct seen {
	size_t window;
	/* private */
	uint64_t *young, *old; /* hash tables; 0 is free */
	size_t n, mask;        /* in the young one; size - 1 of each */
};

/* `window`: 1 or more. */
void seen_init(struct seen *, size_t window);
/* Adds an id; true when it is new. */
bool seen_add(struct seen *, struct str id);
void seen_free(struct seen *);

#endif
