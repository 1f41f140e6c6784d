/*
 * matrix.h - audiences as a heat map: every node against every other, in
 * the order of their clusters, and beside it, where there is room, the largest
 * overlaps.
 */
#ifndef CHZ_CHART_MATRIX_H
#define CHZ_CHART_MATRIX_H

#include "chart/frame.h"
#include "chart/network.h"

enum { MATRIX_MOST = 400 }; /* nodes */

/* Draws a network of at least one and at most MATRIX_MOST nodes. */
void matrix_draw(struct canvas *, const struct look *, const struct network *);

#endif
