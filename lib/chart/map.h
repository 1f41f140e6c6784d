/*
 * map.h - audiences as a network: who watches together.
 *
 * A disc for each node, its area by its users; lines to the nodes that share
 * most with it; clusters as colours.  The NETWORK_LARGEST largest nodes have
 * their labels, over other discs where nothing is free; the others where there
 * is room.
 */
#ifndef CHZ_CHART_MAP_H
#define CHZ_CHART_MAP_H

#include "chart/frame.h"
#include "chart/network.h"

enum { MAP_MOST = 400 }; /* nodes */

/* Draws a network of at least one and at most MAP_MOST nodes. */
void map_draw(struct canvas *, const struct look *, const struct network *);

/* A legend of the clusters, each named by its largest node; for maps and
 * matrices.  `keys` has room for NETWORK_KEYS. */
enum { NETWORK_KEYS = THEME_COLOURS + 1 };
size_t network_keys(
    const struct frame *, const struct network *, struct key *keys);
/* "212 channels · 6 groups · " and how to read the picture. */
void network_describe(const struct frame *, const struct network *,
    const char *note, struct buf *);
/* The colour of a cluster: a hue for each of the first, then darker and paler
 * ones. */
uint32_t network_colour(const struct theme *, int cluster);

#endif
