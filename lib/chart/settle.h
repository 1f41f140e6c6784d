/*
 * settle.h - where audiences go on a map, and which overlaps hold them there.
 */
#ifndef CHZ_CHART_SETTLE_H
#define CHZ_CHART_SETTLE_H

#include "chart/network.h"
#include "chart/shape.h"

/* The overlaps to draw, strongest first: of each node its `each` strongest.
 * `out` has room for `each` a node; returns how many there are. */
size_t settle_overlaps(
    const struct network *, size_t each, struct network_overlap *out);

/* Places the nodes: those overlaps pull, and clusters keep together.  The unit
 * is arbitrary.  False when no place was found. */
bool settle_nodes(const struct network *, const struct network_overlap *,
    size_t n_overlaps, struct spot *out);

#endif
