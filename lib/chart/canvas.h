/*
 * canvas.h - a page to draw on, and the file that it becomes.
 *
 * The door to Cairo, Pango (canvas.c, text.c) and libpng (png.c): nobody else
 * includes them.  Lengths are pixels (points in a PDF), x to the right and y
 * down.  Colours are 0xRRGGBBAA.  Coordinates must be finite.
 *
 * Text in an SVG is text, after all shapes: it can be searched and copied, and
 * takes the width that it has here, whatever fonts show it.
 *
 * A PDF may have several pages; PNG and SVG have one.  The same calls give
 * the same bytes with the same fonts and library versions.
 */
#ifndef CHZ_CHART_CANVAS_H
#define CHZ_CHART_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chart/shape.h"
#include "core/str.h"

enum canvas_format { CANVAS_PNG = 1, CANVAS_SVG, CANVAS_PDF };
/* Their names, also as file name endings; NULL after the last. */
extern const char *const canvas_formats[];

enum { CANVAS_LARGEST = 8192 }; /* pixels, each way */

struct canvas;

/* Never NULL; canvas_finish reports what went wrong. */
struct canvas *canvas_new(enum canvas_format, int width, int height);
/* Begins the next page of a PDF. */
void canvas_next_page(struct canvas *);
/* The file's metadata: its title, and when what it shows took place
 * (WHEN_UNKNOWN gives 1970, so that output does not depend on the clock).  The
 * first call counts, also for later pages. */
void canvas_describe(struct canvas *, struct str title, int64_t moment);
/* Appends the finished file to `out`; false when it could not be made. */
bool canvas_finish(struct canvas *, struct buf *out);
const char *canvas_why(const struct canvas *); /* static or lent */
void canvas_free(struct canvas *);             /* accepts NULL */
/* Gives back the fonts that are kept between canvases.  The last call: no
 * canvas may be made after it. */
void canvas_forget_fonts(void);

/* The same colour, `share` (0 to 1) as opaque. */
uint32_t colour_faded(uint32_t colour, double share);
/* Between two colours: 0 is `a`, 1 is `b`. */
uint32_t colour_mixed(uint32_t a, uint32_t b, double share);

void canvas_fill(struct canvas *, uint32_t colour); /* the whole page */
void canvas_box(struct canvas *, struct box, uint32_t colour);
void canvas_pill(struct canvas *, struct box, double radius, uint32_t colour);
void canvas_disc(struct canvas *, double x, double y, double r, uint32_t);
void canvas_diamond(struct canvas *, double x, double y, double r, uint32_t);
void canvas_line(struct canvas *, struct spot a, struct spot b, double width,
    uint32_t colour);
void canvas_dashes(struct canvas *, struct spot a, struct spot b, double width,
    uint32_t colour);
void canvas_path(struct canvas *, const struct spot *, size_t n, double width,
    uint32_t colour);
/* What lies between the line and `base`, fading from `top` down to it. */
void canvas_area(struct canvas *, const struct spot *, size_t n, double base,
    double summit, uint32_t top, uint32_t bottom);
void canvas_hatch(struct canvas *, struct box, double pitch, uint32_t colour);

/* Text */

enum align { ALIGN_LEFT, ALIGN_MIDDLE, ALIGN_RIGHT };

struct font {
	double size; /* of the em, in pixels */
	bool bold;
	uint32_t colour;
	uint32_t halo; /* around the letters; 0 for none */
};

double canvas_text_width(struct canvas *, const struct font *, struct str);
/*
 * Writes one line of text with its baseline at y; longer than `room` (0: no
 * limit) it ends in an ellipsis.  Line ends and controls become spaces.
 * Returns the width that it took.
 */
double canvas_text(struct canvas *, const struct font *, struct spot,
    enum align, double room, struct str);

/* The first character that no font has, and how many there were. */
struct canvas_missing {
	unsigned n;
	uint32_t first;
};
struct canvas_missing canvas_missing(const struct canvas *);

#endif
