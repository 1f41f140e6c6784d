/*
 * rolling.h - the mean of the last values, as pandas' rolling(window,
 * min_periods=1).mean() gives it: at the beginning, of the values there are.
 *
 * The sum is kept as an integer, so the mean is exact.  An unknown value takes
 * its place in the window and no part in the mean.
 */
#ifndef CHZ_SERIES_ROLLING_H
#define CHZ_SERIES_ROLLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rolling {
	size_t window; /* values, 1 or more */
	/* private */
	uint32_t *ring; /* grows up to the window */
	size_t cap, at, n, known;
	uint64_t sum;
};

#define ROLLING_UNKNOWN UINT32_MAX

/* Starts to load what rolling_add will write to. */
static inline void
rolling_warm(const struct rolling *r)
{
	if (r->ring != NULL)
		__builtin_prefetch(r->ring + r->at, 1);
}

void rolling_add(struct rolling *, uint32_t value);
/* False when no value of the window is known. */
bool rolling_mean(const struct rolling *, double *mean);
void rolling_clear(struct rolling *);
void rolling_free(struct rolling *);

#endif
