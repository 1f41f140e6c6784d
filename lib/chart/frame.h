/*
 * frame.h - what stands around a picture: title, figures, axes, legend.
 *
 * A frame is the part of the page that is still free.  The header takes from
 * its top, the legend from its bottom, and what is left is for the picture.
 * All sizes grow with the page: `unit` is 1 for 1600x600.
 */
#ifndef CHZ_CHART_FRAME_H
#define CHZ_CHART_FRAME_H

#include "chart/canvas.h"
#include "chart/scale.h"
#include "chart/stream.h"
#include "chart/theme.h"
#include "chart/words.h"

/* How a chart is to look; the same for all charts of a run. */
struct look {
	int width, height; /* pixels */
	const struct theme *theme;
	const struct words *words;
	struct str title; /* instead of the broadcast's own; absent if not */
	enum peak_by by;  /* the detector whose peaks are shown */
	size_t top;       /* how many peaks */
	bool clock;       /* time of day instead of time since the start */
};

struct frame {
	struct canvas *canvas;
	const struct look *look;
	double unit;
	struct box room; /* what is free */
};

/* Paints the background and takes the margins. */
struct frame frame_begin(struct canvas *, const struct look *);

struct font frame_font(
    const struct frame *, double size, bool bold, uint32_t colour);
/* The baseline of text whose capitals are to stand around `middle`. */
double frame_baseline(double middle, const struct font *);

/* Whether the page has room for keywords. */
bool frame_roomy(const struct frame *);

/* "30 s", "10분": a length of time in the chart's language. */
void frame_put_span(const struct frame *, struct buf *, int64_t sec);

/* A figure under its name. */
enum { TILE_TEXT = 64 };
struct tile {
	const char *name;
	char value[TILE_TEXT];
};

void frame_header(struct frame *, struct str title, struct str subtitle,
    const struct tile *, size_t n);

/* The legend's shapes. */
enum key_shape {
	KEY_AREA,
	KEY_LINE,
	KEY_BAND,
	KEY_DIAMOND,
	KEY_DISC,
	KEY_HATCH
};
struct key {
	enum key_shape shape;
	uint32_t colour;
	char name[TILE_TEXT];
};

/* Takes as many lines as the keys need. */
void frame_legend(struct frame *, const struct key *, size_t n);

/*
 * Axes.  frame_values takes the left margin that the numbers need and returns
 * the scale from 0 to a round number at or above `highest`; frame_grid then
 * draws it over `plot`.
 */
struct value_axis {
	struct scale scale;
	double step;
};
double frame_value_margin(struct frame *, double highest, double height);
struct value_axis frame_values(
    struct frame *, struct box plot, double highest, struct str unit);

/* Ticks of time under `plot`, at the baseline `y`; `opened` gives the clock. */
void frame_times(struct frame *, struct box plot, double y,
    struct extent extent, int64_t opened);
/* The height that the ticks of time need. */
double frame_time_height(const struct frame *);

/* "1:02:03" or "21:02:03", as the axis has it. */
size_t frame_moment(const struct frame *, char text[SCALE_TEXT], int64_t sec,
    struct extent extent, int64_t opened);

#endif
