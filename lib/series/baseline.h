/*
 * baseline.h - median and median absolute deviation of a changing set.
 *
 * The values are kept sorted.  Taking one in or out is a binary search and one
 * memmove; the median is looked up, and the MAD, the median of the distances
 * from it, is found by binary search too: going outwards from the median the
 * distances ascend on either side, so it is the middle of two sorted lists.
 */
#ifndef CHZ_SERIES_BASELINE_H
#define CHZ_SERIES_BASELINE_H

#include <stddef.h>

struct baseline {
	double *sorted;
	size_t n, cap; /* zero is an empty set */
};

void baseline_take(struct baseline *, double value);
void baseline_drop(struct baseline *, double value); /* one that is there */
/* Both at once, for less: what stands between the two moves by one. */
void baseline_replace(struct baseline *, double old, double value);

/* Of n > 0 values; for an even number the mean of the two in the middle. */
double baseline_median(const struct baseline *);
double baseline_mad(const struct baseline *, double median);

void baseline_free(struct baseline *);

#endif
