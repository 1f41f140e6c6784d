/*
 * layout_graph.h - where the nodes of a network go; the door to igraph.
 */
#ifndef CHZ_CHART_LAYOUT_GRAPH_H
#define CHZ_CHART_LAYOUT_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chart/shape.h"

struct graph_edge {
	uint32_t a, b;
	double weight; /* above 0: how strongly it pulls */
};

/*
 * Places `n` nodes by the forces of Fruchterman and Reingold ("Graph drawing by
 * force-directed placement", 1991): linked nodes near each other, others
 * apart; the unit is arbitrary.  A node that nothing holds drifts away.  The
 * same input gives the same places.  False when igraph refuses.
 */
bool layout_graph(
    struct spot *out, size_t n, const struct graph_edge *, size_t n_edges);

#endif
