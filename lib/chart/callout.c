/* Draws the bands of peaks and their labels. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "chart/callout.h"
#include "chart/place.h"
#include "core/mem.h"

static const double LINE = 30;    /* height of a label with one line */
static const double TWO = 50;     /* ... with keywords */
static const double LEADER = 22;  /* from the labels down to the plot */
static const double WIDEST = 190; /* for keywords */

/* How much a label says. */
enum detail { DETAIL_RANK, DETAIL_TIME, DETAIL_WORDS };

struct callout {
	const struct moment *moment;
	enum detail detail;
	char time[SCALE_TEXT];
	struct str words;
};

/* The peak's own keywords, or those of the topic that it falls into. */
static struct str
words_of(const struct stream *s, const struct moment *m)
{
	const struct chart_topic *t = stream_topic_at(s, m->at);

	if (m->words.n > 0)
		return m->words;
	return t != NULL ? t->words : (struct str){ 0 };
}

static bool
any_words(const struct stream *s, const struct moment *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (words_of(s, m + i).n > 0)
			return true;
	return false;
}

static double
label_height(const struct frame *f, const struct stream *s,
    const struct moment *m, size_t n)
{
	return (frame_roomy(f) && any_words(s, m, n) ? TWO : LINE) * f->unit;
}

double
callout_height(const struct frame *f, const struct stream *s,
    const struct moment *m, size_t n)
{
	return n > 0 ? label_height(f, s, m, n) + LEADER * f->unit : 0;
}

/* A band that is hollow. */
static void
outline(struct frame *f, struct box b, uint32_t colour)
{
	double width = 1.2 * f->unit, bottom = b.y + b.h, right = b.x + b.w;

	canvas_dashes(f->canvas, (struct spot){ b.x, b.y },
	    (struct spot){ b.x, bottom }, width, colour);
	canvas_dashes(f->canvas, (struct spot){ right, b.y },
	    (struct spot){ right, bottom }, width, colour);
}

void
callout_bands(struct frame *f, struct box plot, const struct scale *x,
    const struct moment *m, size_t n)
{
	uint32_t colour = f->look->theme->peak;

	for (size_t i = 0; i < n; i++) {
		double a = scale_at(x, (double)m[i].start);
		double b = scale_at(x, (double)m[i].end);
		double width = fmax(b - a, 3 * f->unit);
		struct box band = { (a + b - width) / 2, plot.y, width,
			plot.h };

		if (m[i].suspect)
			outline(f, band, colour_faded(colour, 0.45));
		else
			canvas_box(f->canvas, band, colour_faded(colour, 0.18));
	}
}

static struct font
time_font(const struct frame *f)
{
	return frame_font(f, 15, true, f->look->theme->text);
}

static struct font
words_font(const struct frame *f)
{
	return frame_font(f, 13.5, false, f->look->theme->muted);
}

static double
width_of(struct frame *f, const struct callout *c)
{
	struct font time = time_font(f), words = words_font(f);
	double badge = 24 * f->unit, width = badge;

	if (c->detail == DETAIL_RANK)
		return badge;
	width += 7 * f->unit +
	    canvas_text_width(f->canvas, &time, str_of(c->time)) + 10 * f->unit;
	if (c->detail == DETAIL_WORDS && c->words.n > 0)
		width = fmax(width,
		    fmin(WIDEST * f->unit,
			20 * f->unit +
			    canvas_text_width(f->canvas, &words, c->words)));
	return width;
}

static bool
place(struct frame *f, const struct box *plot, const struct scale *x,
    const struct callout *c, struct label *l, size_t n)
{
	for (size_t i = 0; i < n; i++)
		l[i] = (struct label){ scale_at(x, (double)c[i].moment->at),
			width_of(f, c + i) };
	return place_row(l, n, f->room.x, plot->x + plot->w, 8 * f->unit);
}

/* Takes detail away until the row fits: keywords first, all at once, then
 * times from the lowest rank up. */
static bool
fit(struct frame *f, const struct box *plot, const struct scale *x,
    struct callout *c, struct label *l, size_t n)
{
	if (place(f, plot, x, c, l, n))
		return true;
	for (size_t i = 0; i < n; i++)
		c[i].detail = DETAIL_TIME;
	for (int64_t lowest = (int64_t)n; lowest >= 0; lowest--) {
		if (place(f, plot, x, c, l, n))
			return true;
		for (size_t i = 0; i < n; i++)
			if (c[i].moment->rank == lowest)
				c[i].detail = DETAIL_RANK;
	}
	return false;
}

/* From the label down to the band: straight, then across, then straight. */
static void
draw_leader(struct frame *f, double from, double to, double top, double plot_y)
{
	uint32_t colour = colour_faded(f->look->theme->peak, 0.7);
	double bend = top + (plot_y - top) * 0.3, u = f->unit;
	const struct spot path[] = { { from, top }, { from, bend },
		{ to, plot_y - (plot_y - top) * 0.3 }, { to, plot_y } };

	canvas_path(f->canvas, path, 4, 1.3 * u, colour);
}

/* What the rank stands on: a suspect's is hollow. */
static void
draw_badge(struct frame *f, struct box b, bool hollow)
{
	const struct theme *t = f->look->theme;
	double u = f->unit, rim = 1.6 * u;

	canvas_pill(f->canvas, b, 7 * u, t->peak);
	if (hollow)
		canvas_pill(f->canvas,
		    (struct box){
			b.x + rim, b.y + rim, b.w - 2 * rim, b.h - 2 * rim },
		    7 * u - rim, t->panel);
}

static void
draw_label(struct frame *f, const struct callout *c, struct box b)
{
	const struct theme *t = f->look->theme;
	struct font rank =
	    frame_font(f, 14, true, c->moment->suspect ? t->peak : t->on_peak);
	struct font time = time_font(f), words = words_font(f);
	double u = f->unit, badge = 24 * u, line = LINE * u;
	char text[SCALE_TEXT];
	bool pill = c->detail != DETAIL_RANK;
	double middle = b.y + line / 2 + (c->detail == DETAIL_WORDS ? u : 0);
	double x = b.x + (pill ? 3 * u : 0);

	if (pill)
		canvas_pill(f->canvas, b, 9 * u, t->panel);
	draw_badge(f, (struct box){ x, middle - badge / 2, badge, badge },
	    c->moment->suspect);
	snprintf(text, sizeof text, "%d", (int)c->moment->rank);
	canvas_text(f->canvas, &rank,
	    (struct spot){ x + badge / 2, frame_baseline(middle, &rank) },
	    ALIGN_MIDDLE, 0, str_of(text));
	if (!pill)
		return;
	canvas_text(f->canvas, &time,
	    (struct spot){ x + badge + 7 * u, frame_baseline(middle, &time) },
	    ALIGN_LEFT, 0, str_of(c->time));
	if (c->detail == DETAIL_WORDS)
		canvas_text(f->canvas, &words,
		    (struct spot){ b.x + 8 * u, b.y + b.h - 8 * u }, ALIGN_LEFT,
		    b.w - 14 * u, c->words);
}

void
callout_draw(struct frame *f, struct box plot, const struct scale *x,
    const struct stream *s, struct extent e, const struct moment *m, size_t n)
{
	struct callout *c = xcalloc(n + 1, sizeof *c);
	struct label *l = xcalloc(n + 1, sizeof *l);
	double height = label_height(f, s, m, n);
	double top = f->room.y;
	bool two = height > LINE * f->unit;

	for (size_t i = 0; i < n; i++) {
		c[i] = (struct callout){ .moment = m + i,
			.detail = two ? DETAIL_WORDS : DETAIL_TIME,
			.words = words_of(s, m + i) };
		frame_moment(f, c[i].time, m[i].clip >= 0 ? m[i].clip : m[i].at,
		    e, s->opened);
	}
	if (n > 0 && fit(f, &plot, x, c, l, n))
		for (size_t i = 0; i < n; i++) {
			bool tall =
			    c[i].detail == DETAIL_WORDS && c[i].words.n > 0;
			double h = tall ? height : LINE * f->unit;
			struct box b = { l[i].x, top + height - h, l[i].width,
				h };

			draw_leader(f, b.x + b.w / 2,
			    scale_at(x, (double)m[i].at), b.y + b.h, plot.y);
			draw_label(f, c + i, b);
		}
	free(c);
	free(l);
}
