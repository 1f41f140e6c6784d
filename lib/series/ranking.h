/*
 * ranking.h - the busiest windows of a series.
 *
 * NokChart's ranking, with every window looked at: windows of `window`
 * buckets begin at each bucket; the best one is taken, then the next best
 * that keeps its distance, and so on.  A window keeps its distance when it
 * begins at least `gap` buckets from both ends of all that were taken, and
 * does not overlap them.  Equals are taken in order of time.
 *
 * The surge of a window is its mean count divided by the mean of the `before`
 * buckets before it and a `little`, so that one message after none is no surge;
 * NokChart's is 1 for its buckets of ten seconds.  It is 1 where nothing was
 * before, and ranks only where half of `before` was seen and all of it is
 * there.  Buckets that nobody saw take no part in sums and means, and no window
 * begins with one.  A window of nothing is no peak.  O(n log n) for n buckets.
 */
#ifndef CHZ_SERIES_RANKING_H
#define CHZ_SERIES_RANKING_H

#include "series/history.h"

struct ranking_rule {
	int64_t window, before, gap; /* buckets; window >= 1 */
	size_t top;
	double little; /* chats a bucket */
	bool by_surge; /* else by the sum of the counts */
};

struct window {
	int64_t start; /* place of its first bucket */
	double surge;
};

/* Stores at most rule.top windows, best first; returns how many. */
size_t ranking_find(
    const struct history *, struct ranking_rule, struct window *out);

/* The surge of the stretch of places from..to, for any other use. */
double ranking_surge(const struct history *, int64_t from, int64_t to,
    int64_t before, double little);

#endif
