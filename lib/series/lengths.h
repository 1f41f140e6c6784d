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

/* Adds all of a text, separated by commas.  NULL, or else what is wrong with
 * `*bad`, a part of the text. */
const char *lengths_read(struct lengths *, struct str text, struct str *bad);

#endif
