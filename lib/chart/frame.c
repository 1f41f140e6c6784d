/* Draws what stands around a picture. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "chart/frame.h"

/* Sizes of text, times the unit. */
static const double TITLE = 27, TILE_VALUE = 23, BODY = 15.5, SMALL = 14;

/* A page of 1600x600 is the measure; phones hold small pages near the eye, so
 * that text shrinks less than the page. */
static double
unit_of(const struct look *look)
{
	double side = sqrt((double)look->width * (double)look->height);

	return fmax(0.74, fmin(side / 980, (double)look->width / 760));
}

struct frame
frame_begin(struct canvas *canvas, const struct look *look)
{
	double unit = unit_of(look);
	double margin = fmax(14, fmin(32 * unit, look->width * 0.035));

	canvas_fill(canvas, look->theme->back);
	return (struct frame){ canvas, look, unit,
		{ margin, margin * 0.9, look->width - 2 * margin,
		    look->height - 1.6 * margin } };
}

struct font
frame_font(const struct frame *f, double size, bool bold, uint32_t colour)
{
	return (struct font){
		.size = size * f->unit, .bold = bold, .colour = colour
	};
}

double
frame_baseline(double middle, const struct font *font)
{
	return middle + 0.36 * font->size;
}

bool
frame_roomy(const struct frame *f)
{
	return f->look->height >= 460 * f->unit && f->look->width >= 600;
}

void
frame_put_span(const struct frame *f, struct buf *b, int64_t sec)
{
	const struct words *w = f->look->words;

	if (sec % 3600 == 0)
		buf_fmt(b, "%lld%s", (long long)(sec / 3600), w->hours);
	else if (sec % 60 == 0)
		buf_fmt(b, "%lld%s", (long long)(sec / 60), w->minutes);
	else
		buf_fmt(b, "%lld%s", (long long)sec, w->seconds);
}

static double
width_of(struct frame *f, const struct font *font, const char *text)
{
	return canvas_text_width(f->canvas, font, str_of(text));
}

/* The widest tile, so that tiles form columns. */
static double
tile_width(struct frame *f, const struct tile *t, size_t n)
{
	struct font value = frame_font(f, TILE_VALUE, true, 0);
	struct font name = frame_font(f, SMALL, false, 0);
	double widest = 0;

	for (size_t i = 0; i < n; i++) {
		widest = fmax(widest, width_of(f, &value, t[i].value));
		widest = fmax(widest, width_of(f, &name, t[i].name));
	}
	return widest;
}

static void
draw_tile(struct frame *f, const struct tile *t, double x, double y,
    double room, enum align align)
{
	const struct theme *theme = f->look->theme;
	struct font name = frame_font(f, SMALL, false, theme->muted);
	struct font value = frame_font(f, TILE_VALUE, true, theme->text);

	canvas_text(f->canvas, &name, (struct spot){ x, y + 13 * f->unit },
	    align, room, str_of(t->name));
	canvas_text(f->canvas, &value, (struct spot){ x, y + 42 * f->unit },
	    align, room, str_of(t->value));
}

static void
draw_titles(struct frame *f, struct str title, struct str subtitle, double room)
{
	const struct theme *theme = f->look->theme;
	struct font large = frame_font(f, TITLE, true, theme->text);
	struct font small = frame_font(f, BODY, false, theme->muted);
	struct box *r = &f->room;

	canvas_text(f->canvas, &large,
	    (struct spot){ r->x, r->y + 21 * f->unit }, ALIGN_LEFT, room,
	    title);
	canvas_text(f->canvas, &small,
	    (struct spot){ r->x, r->y + 47 * f->unit }, ALIGN_LEFT, room,
	    subtitle);
}

static void
take_top(struct frame *f, double height)
{
	f->room.y += height;
	f->room.h -= height;
}

/* Tiles below the title, in as many columns as fit. */
static void
draw_tile_grid(struct frame *f, const struct tile *t, size_t n, double width)
{
	double space = 20 * f->unit, height = 52 * f->unit;
	size_t columns = (size_t)fmax(
	    1, fmin((double)n, (f->room.w + space) / (width + space)));
	double pitch;

	if (columns == 3 && n == 4)
		columns = 2;
	pitch = f->room.w / (double)columns;
	for (size_t i = 0; i < n; i++)
		draw_tile(f, t + i, f->room.x + pitch * (double)(i % columns),
		    f->room.y + height * (double)(i / columns), pitch,
		    ALIGN_LEFT);
	take_top(f, height * ceil((double)n / (double)columns) + 8 * f->unit);
}

void
frame_header(struct frame *f, struct str title, struct str subtitle,
    const struct tile *t, size_t n)
{
	double width = tile_width(f, t, n);
	double pitch = width + 36 * f->unit;
	double all = n > 0 ? pitch * (double)(n - 1) + width : 0;
	double rest = f->room.w - all - 48 * f->unit;
	struct font large = frame_font(f, TITLE, true, 0);
	bool beside = all < f->room.w * 0.56 &&
	    (rest > 420 * f->unit ||
		canvas_text_width(f->canvas, &large, title) < rest);
	double right = f->room.x + f->room.w;

	draw_titles(f, title, subtitle, beside ? rest : f->room.w);
	for (size_t i = 0; beside && i < n; i++)
		draw_tile(f, t + i, right - pitch * (double)(n - 1 - i),
		    f->room.y, 0, ALIGN_RIGHT);
	take_top(f, 68 * f->unit);
	if (!beside)
		draw_tile_grid(f, t, n, width);
}

/* Legend */

static void
draw_key_shape(struct frame *f, const struct key *k, struct box b)
{
	struct canvas *c = f->canvas;
	double middle = b.y + b.h / 2;

	switch (k->shape) {
	case KEY_AREA:
		canvas_pill(c, b, 3 * f->unit, k->colour);
		break;
	case KEY_LINE:
		canvas_line(c, (struct spot){ b.x, middle },
		    (struct spot){ b.x + b.w, middle }, 2.4 * f->unit,
		    k->colour);
		break;
	case KEY_BAND:
		canvas_box(c, b, colour_faded(k->colour, 0.3));
		canvas_box(c, (struct box){ b.x + b.w / 2 - 1, b.y, 2, b.h },
		    k->colour);
		break;
	case KEY_DIAMOND:
		canvas_diamond(c, b.x + b.w / 2, middle, b.h * 0.46, k->colour);
		break;
	case KEY_DISC:
		canvas_disc(c, b.x + b.w / 2, middle, b.h * 0.5, k->colour);
		break;
	case KEY_HATCH:
		canvas_hatch(c, b, 5 * f->unit, k->colour);
		break;
	}
}

/* Lays the keys out from the left; where a line is full, the next begins.
 * Draws only if `draw` is set; returns the number of lines. */
static int
lay_keys(struct frame *f, const struct key *k, size_t n, double y, bool draw)
{
	struct font font = frame_font(f, SMALL, false, f->look->theme->muted);
	double shape = 16 * f->unit, line = 24 * f->unit, x = f->room.x;
	int lines = 1;

	for (size_t i = 0; i < n; i++) {
		double width =
		    shape + 7 * f->unit + width_of(f, &font, k[i].name);
		double middle;

		if (x + width > f->room.x + f->room.w && x > f->room.x) {
			x = f->room.x;
			lines++;
		}
		middle = y + line * (lines - 0.5);
		if (draw) {
			draw_key_shape(f, k + i,
			    (struct box){ x, middle - 5.5 * f->unit, shape,
				11 * f->unit });
			canvas_text(f->canvas, &font,
			    (struct spot){ x + shape + 7 * f->unit,
				frame_baseline(middle, &font) },
			    ALIGN_LEFT, 0, str_of(k[i].name));
		}
		x += width + 22 * f->unit;
	}
	return lines;
}

void
frame_legend(struct frame *f, const struct key *k, size_t n)
{
	double height;

	if (n == 0)
		return;
	height = 24 * f->unit * lay_keys(f, k, n, 0, false);
	f->room.h -= height;
	lay_keys(f, k, n, f->room.y + f->room.h, true);
	f->room.h -= 4 * f->unit;
}

/* Axes */

static int
ticks_for(const struct frame *f, double height)
{
	return (int)fmax(2, fmin(6, height / (46 * f->unit)));
}

double
frame_value_margin(struct frame *f, double highest, double height)
{
	struct font font = frame_font(f, SMALL, false, 0);
	double step = scale_step(highest, ticks_for(f, height));
	double widest = 0;
	char text[SCALE_TEXT];

	for (double v = 0; v <= scale_above(highest, step); v += step) {
		scale_number(text, v, step);
		widest = fmax(widest, width_of(f, &font, text));
	}
	return widest + 10 * f->unit;
}

/* Over the highest line, where it follows from the numbers beside it. */
static void
name_unit(struct frame *f, struct box plot, const struct value_axis *axis,
    struct str unit)
{
	struct font font = frame_font(f, SMALL, false, f->look->theme->muted);
	double top = floor(axis->scale.to / axis->step + 1e-9) * axis->step;
	double y = scale_at(&axis->scale, top) - 6 * f->unit;

	canvas_text(
	    f->canvas, &font, (struct spot){ plot.x, y }, ALIGN_LEFT, 0, unit);
}

struct value_axis
frame_values(struct frame *f, struct box plot, double highest, struct str unit)
{
	const struct theme *theme = f->look->theme;
	struct font font = frame_font(f, SMALL, false, theme->muted);
	struct value_axis axis = { .step = scale_step(
				       highest, ticks_for(f, plot.h)) };
	double most = fmax(axis.step, highest * 1.1);
	char text[SCALE_TEXT];

	axis.scale = (struct scale){ 0, most, plot.y + plot.h, plot.y };
	for (double v = 0; v <= most; v += axis.step) {
		double y = round(scale_at(&axis.scale, v)) + 0.5;

		canvas_line(f->canvas, (struct spot){ plot.x, y },
		    (struct spot){ plot.x + plot.w, y }, 1,
		    v > 0 ? theme->grid : theme->axis);
		scale_number(text, v, axis.step);
		canvas_text(f->canvas, &font,
		    (struct spot){
			plot.x - 9 * f->unit, frame_baseline(y, &font) },
		    ALIGN_RIGHT, 0, str_of(text));
	}
	name_unit(f, plot, &axis, unit);
	return axis;
}

double
frame_time_height(const struct frame *f)
{
	return 26 * f->unit;
}

static bool
by_clock(const struct frame *f, int64_t opened)
{
	return f->look->clock && opened != WHEN_UNKNOWN;
}

static size_t
tick_text(const struct frame *f, char text[SCALE_TEXT], int64_t sec,
    int64_t step, struct extent e, int64_t opened)
{
	if (by_clock(f, opened))
		return scale_clock(text, opened + sec * 1000, step);
	return scale_elapsed(text, sec, e.to);
}

size_t
frame_moment(const struct frame *f, char text[SCALE_TEXT], int64_t sec,
    struct extent e, int64_t opened)
{
	struct when_date d;

	if (!by_clock(f, opened))
		return scale_elapsed(text, sec, e.to);
	d = when_date(opened + sec * 1000, when_offset(opened + sec * 1000));
	return (size_t)snprintf(
	    text, SCALE_TEXT, "%02d:%02d:%02d", d.hour, d.minute, d.second);
}

/* One tick, and its label moved into the page unless it would then touch the
 * one before, which ends at `end`; returns where labels end now. */
static double
draw_tick(struct frame *f, struct box plot, double x, double y, double end,
    const char *text)
{
	const struct theme *theme = f->look->theme;
	struct font font = frame_font(f, SMALL, false, theme->muted);
	double half = width_of(f, &font, text) / 2, line = round(x) + 0.5;
	double foot = plot.y + plot.h;

	canvas_line(f->canvas, (struct spot){ line, foot },
	    (struct spot){ line, foot + 5 * f->unit }, 1, theme->axis);
	x = fmin(x, f->room.x + f->room.w - half);
	x = fmax(x, f->room.x + half);
	if (x - half < end + 8 * f->unit)
		return end;
	canvas_text(f->canvas, &font, (struct spot){ x, y }, ALIGN_MIDDLE, 0,
	    str_of(text));
	return x + half;
}

void
frame_times(
    struct frame *f, struct box plot, double y, struct extent e, int64_t opened)
{
	const struct theme *theme = f->look->theme;
	struct font font = frame_font(f, SMALL, false, theme->muted);
	struct scale x = { (double)e.from, (double)e.to, plot.x,
		plot.x + plot.w };
	int64_t shift = 0, step;
	char text[SCALE_TEXT];
	double widest, end = -1e9;

	tick_text(f, text, e.to, 1, e, opened);
	widest = width_of(f, &font, text) + 26 * f->unit;
	step = scale_time_step(
	    e.to - e.from, (int)fmax(1, fmin(14, plot.w / widest)));
	if (by_clock(f, opened))
		shift = opened / 1000 + when_offset(opened) * 60;
	for (int64_t at = scale_first_tick(e.from, step, shift); at <= e.to;
	     at += step) {
		tick_text(f, text, at, step, e, opened);
		end =
		    draw_tick(f, plot, scale_at(&x, (double)at), y, end, text);
	}
}
