/*
 * sorted.h - the place of a key among rows that are in its order.
 */
#ifndef CHZ_CORE_SORTED_H
#define CHZ_CORE_SORTED_H

#include <stddef.h>
#include <stdint.h>

/* The first of n rows, `size` bytes each, whose key is not below `key`; n when
 * all are.  A row's key is an int64_t, `at` bytes from its beginning. */
static inline size_t
sorted_from(const void *rows, size_t n, size_t size, size_t at, int64_t key)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *row = (const char *)rows + middle * size;

		if (*(const int64_t *)(const void *)(row + at) < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

#endif
