/*
 * gaps.h - stretches of time that nobody watched.  Moments are milliseconds; a
 * gap includes its beginning, not its end.
 */
#ifndef CHZ_SERIES_GAPS_H
#define CHZ_SERIES_GAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gap {
	int64_t from, to;
};

struct gaps {
	struct gap *at; /* in order, apart from each other; zero is none */
	size_t n, cap;
};

/* An empty or backward stretch is no gap. */
void gaps_add(struct gaps *, int64_t from, int64_t to);
/* Whether any gap has a part of the stretch. */
bool gaps_touch(const struct gaps *, int64_t from, int64_t to);
/* Forgets the gaps that end at `before` or earlier. */
void gaps_forget(struct gaps *, int64_t before);
void gaps_free(struct gaps *);

#endif
