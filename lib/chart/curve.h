/*
 * curve.h - a line through many buckets, with no more points than pixels need.
 *
 * Buckets are joined into bins of `width` seconds; a bin's value is its rate,
 * per second, over the time that was recorded.  Of the bins that share a pixel
 * column the first, lowest, highest and last are kept, which draws the very
 * pixels that all of them would (Jugel et al., "M4", VLDB 2014): no peak is
 * lost, however long the broadcast.  Memory goes by pixels, not by time.
 */
#ifndef CHZ_CHART_CURVE_H
#define CHZ_CHART_CURVE_H

#include "chart/canvas.h"
#include "chart/scale.h"
#include "chart/stream.h"

enum curve_of { CURVE_CHATS, CURVE_ROLLING };

/* x in pixels, y as a rate.  It has a new piece after each gap. */
struct curve {
	struct spot *at;
	size_t *ends; /* piece i is at[ends[i - 1]] up to at[ends[i]] */
	size_t n, n_pieces;
	double highest;
	double highest_sec; /* the middle of the highest bin */
	/* private */
	size_t cap, cap_pieces;
};

/*
 * Draws into a curve: points in order of x, of which each pixel column keeps
 * the four.  Lift the pen at a gap, and at the end.
 */
struct pen {
	struct curve *curve;
	/* private: the column, and which of its extremes came first */
	double x, first, low, high, last;
	bool low_first, any;
};
void pen_move(struct pen *, double x, double y);
void pen_lift(struct pen *);

/* `buckets` are `bucket_sec` seconds wide and `width` is a multiple of that;
 * `x` maps seconds to pixels. */
struct curve curve_trace(const struct chart_bucket *buckets, size_t n,
    int64_t bucket_sec, int64_t width, enum curve_of, const struct scale *x);
void curve_free(struct curve *);

/*
 * The width that shows a rate rather than single messages: a multiple of
 * `bucket_sec` that looks round on a clock, at least `least` seconds, and on
 * average with at least `chats` messages in it where the span allows.
 */
int64_t curve_width(
    double rate, int64_t bucket_sec, double least, double chats, int64_t span);

#endif
