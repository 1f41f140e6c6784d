/*
 * zscore.h - how unusual each count of a series is.
 *
 * The robust score of chzzk-timeline's event detector, as a stream.  Counts
 * are smoothed by an exponentially weighted mean that begins with the first;
 * z is the smoothed count's distance from the median of the smoothed counts
 * `window` to `lag` places before, in units of their median absolute
 * deviation (1 when that vanishes).  The first `lag` counts are compared with
 * the very first.  A stretch that nobody saw takes no part.
 *
 * In a quiet chat most counts are 0 and so nearly is their deviation, and one
 * message is an event.  With `floored` the deviation is at least that of
 * Poisson's counts, whose smoothed values have the variance
 * alpha / (2 - alpha) * mean, and whose MAD is 0.6745 standard deviations; the
 * median stands for the mean, 0.05 messages more for what is rarer than that.
 */
#ifndef CHZ_SERIES_ZSCORE_H
#define CHZ_SERIES_ZSCORE_H

#include <stdbool.h>
#include <stdint.h>

#include "series/baseline.h"

struct zscore_rule {
	double alpha;       /* weight of the newest count: 0.2 */
	size_t window, lag; /* places; window >= lag */
	bool floored;
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
