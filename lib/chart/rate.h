/*
 * rate.h - the chart of one broadcast: how fast its chat was, and when.
 *
 * The rate as an area, its highest single moments behind it, the rolling mean,
 * the best peaks as numbered bands with their time and topic, donations along
 * the foot, and hatching over what was not recorded.
 */
#ifndef CHZ_CHART_RATE_H
#define CHZ_CHART_RATE_H

#include "chart/frame.h"
#include "chart/stream.h"

/* A bin of a curve is at least this many pixels wide, times the frame's unit,
 * so that a line is a line; and holds this many chats on average, since a rate
 * of single messages is only noise. */
enum { RATE_CURVE_PX = 2, RATE_BIN_CHATS = 10 };

/* The seconds that a chart with this highest rate, in chats a second, counts
 * by: 1, or 60 for a quiet one. */
double rate_unit(double highest);

/* Draws the extent of the stream, which has buckets in it, on the page; the
 * page shows `part` of `parts` when there are several. */
void rate_draw(struct canvas *, const struct look *, const struct stream *,
    struct extent, int64_t part, int64_t parts);

#endif
