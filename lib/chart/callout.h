/*
 * callout.h - peaks as bands in the plot, and their labels above it.
 *
 * A label has the peak's rank, its time and, where a topic is known and there
 * is room, its keywords.  Labels stand in one row without overlap; when the
 * row is too short they lose their keywords, then the lower ranks their times.
 */
#ifndef CHZ_CHART_CALLOUT_H
#define CHZ_CHART_CALLOUT_H

#include "chart/frame.h"
#include "chart/stream.h"

/* The height that the labels need above the plot; 0 without peaks. */
double callout_height(const struct frame *, const struct stream *,
    const struct moment *, size_t n);
void callout_bands(struct frame *, struct box plot, const struct scale *x,
    const struct moment *, size_t n);
/* `moments` are in order of time. */
void callout_draw(struct frame *, struct box plot, const struct scale *x,
    const struct stream *, struct extent, const struct moment *, size_t n);

#endif
