/*
 * canvas_page.h - what canvas.c and text.c share; for those two only.
 * text.c calls canvas.c, never the other way.
 */
#ifndef CHZ_CHART_CANVAS_PAGE_H
#define CHZ_CHART_CANVAS_PAGE_H

#include <cairo.h>
#include <pango/pango.h>

#include "chart/canvas.h"

struct canvas {
	enum canvas_format format;
	int width, height;
	cairo_surface_t *surface;
	cairo_t *cairo;
	PangoLayout *layout; /* made by the first text, used by all */
	struct font set;     /* the font that the layout has */
	struct buf bytes;    /* what an SVG or PDF surface wrote */
	struct buf title;
	struct buf texts; /* elements of an SVG */
	bool described;
	struct canvas_missing missing;
	const char *why;
};

/* Appends text as XML has it. */
void canvas_escape(struct buf *, struct str text);

void canvas_set_colour(struct canvas *, uint32_t colour);

/* Appends a text, and returns all that is there, without what Pango, Cairo or
 * XML cannot take: ill-formed bytes and noncharacters are U+FFFD, control
 * characters and ends of lines are spaces. */
struct str canvas_clean(struct buf *to, struct str text);

#endif
