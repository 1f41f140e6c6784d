/*
 * caption.h - topics as labels along the time axis, for charts without peaks.
 *
 * A caption has the keywords of one topic above the stretch that it is about,
 * which is underlined.  Where there is not room for all, topics with more
 * chats come first: no caption overlaps another.  Small pages have none.
 */
#ifndef CHZ_CHART_CAPTION_H
#define CHZ_CHART_CAPTION_H

#include "chart/frame.h"
#include "chart/stream.h"

/* The height that captions need above the plot; 0 without topics. */
double caption_height(
    const struct frame *, const struct stream *, struct extent);
void caption_draw(struct frame *, struct box plot, const struct scale *x,
    const struct stream *, struct extent);

#endif
