/* Draws the chart of one broadcast. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chart/callout.h"
#include "chart/caption.h"
#include "chart/curve.h"
#include "chart/place.h"
#include "chart/rate.h"
#include "record/amounts.h"

/* Above this rate a chart counts by the second, below by the minute. */
static const double FAST = 5;

/* All that drawing one stream needs. */
struct scene {
	struct frame frame;
	const struct stream *stream;
	const struct chart_bucket *buckets;
	size_t n;
	struct extent extent;
	struct chart_totals totals;
	struct purse *given;
	struct scale x;
	struct box plot;
	struct value_axis axis;
	struct curve spikes, curve, mean; /* y is chats a second */
	int64_t spikes_sec, curve_sec;    /* widths of their bins */
	double per;                       /* seconds of the unit: 1 or 60 */
	struct moment *peaks;
	size_t n_peaks;
};

double
rate_unit(double highest)
{
	return highest >= FAST ? 1 : 60;
}

/* The name of the chart: the user's, or the stream's own. */
static struct str
title_of(const struct look *look, const struct stream *s)
{
	if (look->title.n > 0)
		return look->title;
	return s->title.n > 0  ? s->title
	    : s->channel.n > 0 ? s->channel
			       : s->id;
}

static void
put_zone(struct buf *b, int minutes)
{
	if (minutes == WHEN_KST)
		buf_adds(b, "KST");
	else if (minutes == 0)
		buf_adds(b, "UTC");
	else
		buf_fmt(b, "UTC%+03d:%02d", minutes / 60, abs(minutes) % 60);
}

/* "채널 · 카테고리 · 2026-01-06 19:57 KST · 6:00:00" */
static void
describe(const struct scene *s, struct buf *b, int64_t part, int64_t parts)
{
	const struct stream *stream = s->stream;
	struct str title = title_of(s->frame.look, stream);
	const struct str said[] = { stream->channel, stream->category };
	char text[SCALE_TEXT], local[WHEN_LOCAL_LEN];

	for (size_t i = 0; i < 2; i++)
		if (said[i].n > 0 && !str_eq(said[i], title))
			buf_fmt(b, "%.*s  ·  ", STR_ARG(said[i]));
	if (stream->opened != WHEN_UNKNOWN) {
		when_put_local(local, stream->opened + s->extent.from * 1000);
		buf_fmt(b, "%.*s ", (int)strlen("2026-01-06 20:20"), local);
		put_zone(b, when_offset(stream->opened));
		buf_adds(b, "  ·  ");
	}
	scale_elapsed(text, s->extent.to - s->extent.from, INT64_MAX);
	buf_adds(b, text);
	if (parts > 1) {
		buf_fmt(b, "  ·  %s %lld/%lld", s->frame.look->words->part,
		    (long long)part, (long long)parts);
	}
}

static const char *
unit_name(const struct scene *s)
{
	const struct words *w = s->frame.look->words;

	return s->per == 1 ? w->per_second : w->per_minute;
}

/* The moment that the header names: the best peak, or the highest bin. */
static int64_t
top_moment(const struct scene *s)
{
	for (size_t i = 0; i < s->n_peaks; i++)
		if (s->peaks[i].rank == 1)
			return s->peaks[i].at;
	return (int64_t)(s->spikes.highest_sec - (double)s->spikes_sec / 2);
}

/* Each currency's sum; as many as there is room for. */
static void
put_given(char value[TILE_TEXT], const struct purse *given)
{
	struct buf text = { 0 };
	size_t fits = 0;

	if (given == NULL || given->n == 0)
		buf_addc(&text, '0');
	for (uint32_t i = 0; given != NULL && i < given->n; i++) {
		buf_adds(&text, i > 0 ? " + " : "");
		amounts_say_coin(&text, given->coin[i]);
		if (text.n + sizeof " + ..." > TILE_TEXT) {
			text.n = fits;
			buf_adds(&text, " + ...");
			break;
		}
		fits = text.n;
	}
	snprintf(value, TILE_TEXT, "%s", buf_text(&text));
	buf_free(&text);
}

static size_t
make_tiles(const struct scene *s, struct tile *t)
{
	const struct words *w = s->frame.look->words;
	double highest = s->spikes.highest * s->per;
	char number[SCALE_TEXT];
	size_t n = 0;

	scale_number(number, s->totals.chats, 1);
	t[n].name = w->chats;
	snprintf(t[n++].value, TILE_TEXT, "%s", number);
	scale_number(number, highest, highest < 10 ? 0.1 : 1);
	t[n].name = w->peak_rate;
	snprintf(t[n++].value, TILE_TEXT, "%s %s", number, unit_name(s));
	if (s->totals.chats > 0) {
		frame_moment(&s->frame, number, top_moment(s), s->extent,
		    s->stream->opened);
		t[n].name = w->top_moment;
		snprintf(t[n++].value, TILE_TEXT, "%s", number);
	}
	if (s->totals.gifts > 0) {
		t[n].name = w->donations;
		put_given(t[n++].value, s->given);
	}
	return n;
}

static void
add_key(const struct scene *s, struct key *keys, size_t *n,
    enum key_shape shape, uint32_t colour, const char *name, int64_t sec)
{
	struct key *k = keys + (*n)++;
	struct buf text = { 0 };

	if (sec > 0) {
		frame_put_span(&s->frame, &text, sec);
		buf_addc(&text, ' ');
	}
	buf_adds(&text, name);
	*k = (struct key){ .shape = shape, .colour = colour };
	snprintf(k->name, sizeof k->name, "%s", buf_text(&text));
	buf_free(&text);
}

enum { KEYS = 6 };

static size_t
make_keys(const struct scene *s, struct key keys[KEYS])
{
	const struct theme *t = s->frame.look->theme;
	const struct words *w = s->frame.look->words;
	size_t n = 0;

	add_key(s, keys, &n, KEY_AREA, colour_faded(t->curve, 0.8), w->curve,
	    s->curve_sec);
	if (s->spikes_sec < s->curve_sec)
		add_key(s, keys, &n, KEY_AREA, colour_faded(t->curve, 0.3),
		    w->spikes, s->spikes_sec);
	if (s->mean.n > 1)
		add_key(s, keys, &n, KEY_LINE, t->mean, w->mean,
		    s->stream->rolling_sec);
	if (s->n_peaks > 0)
		add_key(s, keys, &n, KEY_BAND, t->peak, w->peak, 0);
	if (s->totals.gifts > 0)
		add_key(s, keys, &n, KEY_DIAMOND, t->gift, w->gift, 0);
	if (s->totals.gap_sec > 0)
		add_key(s, keys, &n, KEY_HATCH, t->gap, w->gap, 0);
	return n;
}

/* Bins for the curve, and finer ones behind it that keep every spike. */
static void
choose_widths(struct scene *s)
{
	double span = (double)(s->extent.to - s->extent.from);
	double recorded = fmax(1, span - (double)s->totals.gap_sec);
	double rate = s->totals.chats / recorded;
	int64_t width = s->stream->width;

	s->spikes_sec = curve_width(
	    rate, width, 0, RATE_BIN_CHATS, s->extent.to - s->extent.from);
	s->curve_sec = curve_width(rate, s->spikes_sec,
	    RATE_CURVE_PX * s->frame.unit * span / s->plot.w, RATE_BIN_CHATS,
	    s->extent.to - s->extent.from);
}

static void
trace(struct scene *s)
{
	int64_t width = s->stream->width;

	s->x = (struct scale){ (double)s->extent.from, (double)s->extent.to,
		s->plot.x, s->plot.x + s->plot.w };
	choose_widths(s);
	s->spikes = curve_trace(
	    s->buckets, s->n, width, s->spikes_sec, CURVE_CHATS, &s->x);
	s->curve = curve_trace(
	    s->buckets, s->n, width, s->curve_sec, CURVE_CHATS, &s->x);
	s->mean = curve_trace(
	    s->buckets, s->n, width, s->curve_sec, CURVE_ROLLING, &s->x);
	s->per = rate_unit(s->spikes.highest);
}

/* From chats a second to pixels, once the axis is known. */
static void
to_pixels(const struct scene *s, struct curve *c)
{
	for (size_t i = 0; i < c->n; i++)
		c->at[i].y = scale_at(&s->axis.scale, c->at[i].y * s->per);
}

static void
fill_curve(
    const struct scene *s, const struct curve *c, double top, double bottom)
{
	uint32_t colour = s->frame.look->theme->curve;
	double base = s->plot.y + s->plot.h;

	for (size_t i = 0, from = 0; i < c->n_pieces; from = c->ends[i++])
		canvas_area(s->frame.canvas, c->at + from, c->ends[i] - from,
		    base, s->plot.y, colour_faded(colour, top),
		    colour_faded(colour, bottom));
}

static void
stroke_curve(
    const struct scene *s, const struct curve *c, double width, uint32_t colour)
{
	for (size_t i = 0, from = 0; i < c->n_pieces; from = c->ends[i++])
		canvas_path(s->frame.canvas, c->at + from, c->ends[i] - from,
		    width * s->frame.unit, colour);
}

static void
draw_curves(struct scene *s)
{
	const struct theme *t = s->frame.look->theme;

	to_pixels(s, &s->spikes);
	to_pixels(s, &s->curve);
	to_pixels(s, &s->mean);
	if (s->spikes_sec < s->curve_sec)
		fill_curve(s, &s->spikes, 0.42, 0.30);
	fill_curve(s, &s->curve, 0.75, 0.12);
	stroke_curve(s, &s->curve, 1.7, t->curve);
	stroke_curve(s, &s->mean, 2.4, t->mean);
}

/* Neighbouring gap buckets are one gap. */
static void
draw_gaps(const struct scene *s)
{
	const struct theme *t = s->frame.look->theme;

	for (size_t i = 0; i < s->n;) {
		size_t from = i;
		double a, b;

		while (i < s->n && s->buckets[i].gap &&
		    s->buckets[i].sec - s->buckets[from].sec ==
			(int64_t)(i - from) * s->stream->width)
			i++;
		if (i == from) {
			i++;
			continue;
		}
		a = scale_at(&s->x, (double)s->buckets[from].sec);
		b = scale_at(
		    &s->x, (double)(s->buckets[i - 1].sec + s->stream->width));
		canvas_hatch(s->frame.canvas,
		    (struct box){ a, s->plot.y, fmax(b - a, 3 * s->frame.unit),
			s->plot.h },
		    7 * s->frame.unit, t->gap);
	}
}

/* Donations of neighbouring pixels are one mark, larger the more was given. */
/* How large a part of all that was given it is: of the currency of which it is
 * the largest. */
static double
part_of(const struct purse *given, const struct purse *all)
{
	double part = 0;

	for (uint32_t i = 0, k = 0; given != NULL && i < given->n; i++) {
		while (all->coin[k].currency != given->coin[i].currency)
			k++;
		part = fmax(part,
		    (double)given->coin[i].amount /
			(double)all->coin[k].amount);
	}
	return part;
}

static void
draw_gifts(const struct scene *s)
{
	double u = s->frame.unit, pitch = 11 * u;
	double y = s->plot.y + s->plot.h + 13 * u;
	uint32_t colour = s->frame.look->theme->gift;
	struct purse *cell_given = NULL;
	double most = 0;

	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < s->n;) {
			double cell = floor(
			    scale_at(&s->x, (double)s->buckets[i].sec) / pitch);
			double part;
			int64_t gifts = 0;

			purse_clear(cell_given);

			for (; i < s->n &&
			     floor(scale_at(&s->x, (double)s->buckets[i].sec) /
				 pitch) == cell;
			     i++) {
				gifts += s->buckets[i].gifts;
				purse_join(&cell_given, s->buckets[i].given);
			}
			part = part_of(cell_given, s->given);
			if (round == 0)
				most = fmax(most, part);
			else if (gifts > 0)
				canvas_diamond(s->frame.canvas,
				    fmin((cell + 0.5) * pitch,
					s->plot.x + s->plot.w),
				    y,
				    (2.6 +
					3.6 *
					    sqrt(most > 0 ? part / most : 0)) *
					u,
				    colour_faded(colour, 0.85));
		}
	purse_free(&cell_given);
}

/* What stands above the plot: the peaks, or without these the topics. */
static double
labels_height(const struct scene *s)
{
	if (s->n_peaks > 0)
		return callout_height(
		    &s->frame, s->stream, s->peaks, s->n_peaks);
	return caption_height(&s->frame, s->stream, s->extent);
}

static void
draw_labels(struct scene *s)
{
	if (s->n_peaks > 0)
		callout_draw(&s->frame, s->plot, &s->x, s->stream, s->extent,
		    s->peaks, s->n_peaks);
	else if (labels_height(s) > 0)
		caption_draw(&s->frame, s->plot, &s->x, s->stream, s->extent);
}

/* Divides what the header and the legend have left: labels, unit, plot,
 * donations, times. */
static void
lay_out(struct scene *s)
{
	struct frame *f = &s->frame;
	double gifts = s->totals.gifts > 0 ? 22 * f->unit : 0;
	double labels = labels_height(s);
	double top = labels > 0 ? labels : 12 * f->unit;
	double height = f->room.h - top - gifts - frame_time_height(f);
	double left = frame_value_margin(f, s->spikes.highest * s->per, height);

	s->plot = (struct box){ f->room.x + left, f->room.y + top,
		f->room.w - left, fmax(20, height) };
}

static void
draw_plot(struct scene *s)
{
	struct frame *f = &s->frame;
	double bottom = s->plot.y + s->plot.h;
	double gifts = s->totals.gifts > 0 ? 22 * f->unit : 0;

	s->axis = frame_values(
	    f, s->plot, s->spikes.highest * s->per, str_of(unit_name(s)));
	callout_bands(f, s->plot, &s->x, s->peaks, s->n_peaks);
	draw_gaps(s);
	draw_curves(s);
	draw_gifts(s);
	frame_times(f, s->plot, bottom + gifts + 20 * f->unit, s->extent,
	    s->stream->opened);
}

static struct scene
set_scene(struct canvas *canvas, const struct look *look,
    const struct stream *stream, struct extent extent)
{
	struct scene s = { .frame = frame_begin(canvas, look),
		.stream = stream,
		.extent = extent };

	s.buckets = stream_within(stream, extent, &s.n);
	s.totals = stream_totals(s.buckets, s.n, stream->width);
	stream_given(s.buckets, s.n, &s.given);
	s.peaks = xcalloc(look->top + 1, sizeof *s.peaks);
	s.n_peaks =
	    stream_best_peaks(stream, extent, look->by, s.peaks, look->top);
	s.plot = s.frame.room;
	trace(&s);
	return s;
}

void
rate_draw(struct canvas *canvas, const struct look *look,
    const struct stream *stream, struct extent extent, int64_t part,
    int64_t parts)
{
	struct scene s = set_scene(canvas, look, stream, extent);
	struct tile tiles[4];
	struct key keys[KEYS];
	struct buf subtitle = { 0 };

	canvas_describe(canvas, title_of(look, stream), stream->opened);
	describe(&s, &subtitle, part, parts);
	frame_header(&s.frame, title_of(look, stream), buf_view(&subtitle),
	    tiles, make_tiles(&s, tiles));
	frame_legend(&s.frame, keys, make_keys(&s, keys));
	lay_out(&s);
	curve_free(&s.spikes);
	curve_free(&s.curve);
	curve_free(&s.mean);
	trace(&s);
	draw_plot(&s);
	draw_labels(&s);
	curve_free(&s.spikes);
	curve_free(&s.curve);
	curve_free(&s.mean);
	buf_free(&subtitle);
	purse_free(&s.given);
	free(s.peaks);
}
