/*
 * lengths.h - lengths of buckets, as a user names them: "1s,1m,5m".
 */
#ifndef CHZ_SERIES_LENGTHS_H
#define CHZ_SERIES_LENGTHS_H

#include <stdint.h>

#include "core/str.h"

enum { LENGTHS_MAX = 16, LENGTHS_LONGEST_MS = 24 * 3600 * 1000 };

struct lengths {
	int64_t ms[LENGTHS_MAX]; /* whole seconds, ascending, all different */
	size_t n;                /* zero is none */
};

/* Adds a length unless it is there; false when there is no room. */
bool lengths_add(struct lengths *, int64_t ms);

/* Adds all of a text, separated by commas.  False when a part is no length or
 * there is no room for it. */
bool lengths_read(struct lengths *, struct str text);

#endif
