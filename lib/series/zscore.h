/*
 * zscore.h - how unusual each count of a series is.
 *
 * The robust score of chzzk-timeline's event detector, as a stream.  Counts
 * are smoothed by an exponentially weighted mean that begins with the first;
 * z is the smoothed count's distance from the median of the smoothed counts
 * `window` to `lag` places before, in units of their median absolute
 * deviation (1 when that vanishes).  The first `lag` counts are compared with
 * the very first.  A stretch that nobody saw takes no part.
 */
#ifndef CHZ_SERIES_ZSCORE_H
#define CHZ_SERIES_ZSCORE_H

#include <stdbool.h>
#include <stdint.h>

#include "series/baseline.h"

struct zscore_rule {
	double alpha;       /* weight of the newest count: 0.2 */
	size_t window, lag; /* places; window >= lag */
};

struct zscore {
	struct zscore_rule rule;
	/* private */
	struct baseline baseline;
	double *ring;  /* the last window + 1 smoothed counts; NAN unseen */
	double smooth; /* the latest */
	int64_t n;     /* counts so far */
	size_t at;     /* in the ring, of the next */
	bool begun;    /* a count has been seen */
};

void zscore_init(struct zscore *, struct zscore_rule);
double zscore_add(struct zscore *, double count);
/* The next count was not seen. */
void zscore_skip(struct zscore *);
void zscore_free(struct zscore *);

#endif
