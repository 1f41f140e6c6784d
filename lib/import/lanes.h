/*
 * lanes.h - texts that cross a screen from right to left, each in a lane where
 * it meets no other.
 *
 * All take the same time, so a longer one is faster.  Two in one lane do not
 * meet when the first has come in whole before the second begins, and has gone
 * before the second's head arrives at the left; between, as both are as fast
 * all the way, they cannot.  What finds no lane within `wait` is left out, so
 * however much is written, what is on the screen is bounded.
 */
#ifndef CHZ_IMPORT_LANES_H
#define CHZ_IMPORT_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lanes {
	double screen;       /* its width, pixels */
	double gap;          /* between two texts, pixels */
	int64_t crossing_ms; /* how long each takes */
	size_t n;
	struct lane {
		int64_t start_ms; /* of its last text */
		double width;
		bool used;
	} * lane; /* n of them, zero at first; the caller's */
};

/*
 * The first lane where a text may begin at `ms`, or else the one that is free
 * soonest, at most `wait_ms` later.  *start_ms is when it begins.  Returns n
 * when there is none.  By time, more or less: one before the last in its lane
 * counts as later than that.
 */
size_t lanes_take(struct lanes *, int64_t ms, double width, int64_t wait_ms,
    int64_t *start_ms);

#endif
