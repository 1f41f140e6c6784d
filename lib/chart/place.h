/*
 * place.h - finds room for labels.
 *
 * Pure geometry: no label overlaps another, none leaves its bounds.
 */
#ifndef CHZ_CHART_PLACE_H
#define CHZ_CHART_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "chart/shape.h"

/* One label of a row: `x` comes as where its middle would like to be, and
 * goes as where its left edge is put. */
struct label {
	double x, width;
};

/*
 * Puts the labels, in order of their wishes, into one row from `left` to
 * `right` with at least `space` between them, as near to their wishes as that
 * allows (least squares, by pooling adjacent violators).  False, and nothing
 * moved, when they do not fit.
 */
bool place_row(
    struct label *, size_t n, double left, double right, double space);

/* Boxes taken so far. */
struct places {
	struct box *taken;
	size_t n, cap;
};

/* Whether `b` is clear of all boxes taken. */
bool place_free(const struct places *, struct box b);
void place_take(struct places *, struct box b);
void place_clear(struct places *); /* frees */

#endif
