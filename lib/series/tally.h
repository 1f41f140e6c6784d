/*
 * tally.h - counts by bucket, whatever the order they come in.
 * Holds the buckets that have a count, in order of time, and no others.
 */
#ifndef CHZ_SERIES_TALLY_H
#define CHZ_SERIES_TALLY_H

#include <stddef.h>
#include <stdint.h>

struct tally_row {
	int64_t bucket; /* its number: sec / size_sec */
	uint32_t n;
};

struct tally {
	int64_t size_sec;
	struct tally_row *rows; /* ascending */
	size_t n, cap;
};

void tally_add(struct tally *, int64_t sec);
void tally_free(struct tally *);

#endif
