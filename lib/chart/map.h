/*
 * map.h - audiences as a network: who watches together.
 *
 * A disc for each node, its area by its users; lines to the nodes that share
 * most with it; clusters as colours.  Labels never overlap: the smallest
 * nodes go without one where there is no room.
 */
#ifndef CHZ_CHART_MAP_H
#define CHZ_CHART_MAP_H

#include "chart/frame.h"
#include "chart/web.h"

enum { MAP_MOST = 400 }; /* nodes */

/* Draws a web of at least one and at most MAP_MOST nodes. */
void map_draw(struct canvas *, const struct look *, const struct web *);

/* A legend of the clusters, each named by its largest node; for maps and
 * matrices.  `keys` has room for WEB_KEYS. */
enum { WEB_KEYS = THEME_COLOURS + 1 };
size_t web_keys(const struct frame *, const struct web *, struct key *keys);
/* "212 channels · 6 groups · " and how to read the picture. */
void web_describe(
    const struct frame *, const struct web *, const char *note, struct buf *);
/* The colour of a cluster. */
uint32_t web_colour(const struct theme *, int cluster);

#endif
