/*
 * histogram.h - counts by bucket, whatever the order they come in.
 * Holds the buckets that have a count, in order of time, and no others.
 */
#ifndef CHZ_SERIES_HISTOGRAM_H
#define CHZ_SERIES_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

struct histogram_bin {
	int64_t bucket; /* its number: sec / size_sec */
	uint32_t n;
};

struct histogram {
	int64_t size_sec;
	struct histogram_bin *rows; /* ascending */
	size_t n, cap;
};

void histogram_add(struct histogram *, int64_t sec);
void histogram_free(struct histogram *);

#endif
