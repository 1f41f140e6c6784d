/*
 * overlay.h - many broadcasts in one chart: a line each, in a colour of its
 * own, with the highest moment of each named.
 *
 * By time since their start, or by the clock when the look asks for it and the
 * opening times are known.
 */
#ifndef CHZ_CHART_OVERLAY_H
#define CHZ_CHART_OVERLAY_H

#include "chart/frame.h"
#include "chart/stream.h"

/* Draws the OVERLAY_MOST streams with the most chats; those without buckets
 * are left out.  Says in the legend how many more there were. */
enum { OVERLAY_MOST = THEME_COLOURS };
void overlay_draw(
    struct canvas *, const struct look *, const struct stream *, size_t n);

#endif
