/* Draws many broadcasts as lines of one chart. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chart/curve.h"
#include "chart/overlay.h"
#include "chart/place.h"
#include "chart/rate.h"
#include "core/mem.h"
#include "core/utf8.h"

/* One stream of the chart. */
struct strand {
	const struct stream *stream;
	double chats;
	int64_t ahead; /* seconds from the chart's start to the stream's */
	uint32_t colour;
	struct curve curve; /* y is chats a second, then pixels */
};

struct overlay {
	struct frame frame;
	struct strand strands[OVERLAY_MOST];
	size_t n, left_out;
	double chats, highest, per;
	struct extent extent;
	int64_t opened; /* of the earliest */
	int64_t width;  /* of a bin */
	struct box plot;
	struct value_axis axis;
};

static int
by_chats(const void *va, const void *vb)
{
	const struct strand *a = va, *b = vb;

	if (a->chats != b->chats)
		return a->chats > b->chats ? -1 : 1;
	return str_cmp(a->stream->id, b->stream->id);
}

static void
choose(struct overlay *o, const struct stream *s, size_t n)
{
	struct strand *all = xcalloc(n + 1, sizeof *all);
	size_t met = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i].n_buckets == 0)
			continue;
		all[met].stream = s + i;
		all[met].chats =
		    stream_totals(s[i].buckets, s[i].n_buckets, s[i].width)
			.chats;
		o->chats += all[met++].chats;
	}
	qsort(all, met, sizeof *all, by_chats);
	o->n = met < OVERLAY_MOST ? met : OVERLAY_MOST;
	o->left_out = met - o->n;
	for (size_t i = 0; i < o->n; i++) {
		o->strands[i] = all[i];
		o->strands[i].colour = o->frame.look->theme->hues[i];
	}
	free(all);
}

/* Where each stream begins in the chart, and what the chart covers. */
static void
align(struct overlay *o)
{
	bool clock = o->frame.look->clock;

	o->opened = WHEN_UNKNOWN;
	for (size_t i = 0; clock && i < o->n; i++) {
		int64_t opened = o->strands[i].stream->opened;

		if (opened != WHEN_UNKNOWN &&
		    (o->opened == WHEN_UNKNOWN || opened < o->opened))
			o->opened = opened;
	}
	o->extent = (struct extent){ INT64_MAX, 0 };
	for (size_t i = 0; i < o->n; i++) {
		struct strand *s = o->strands + i;
		struct extent e = stream_extent(s->stream);

		if (o->opened != WHEN_UNKNOWN &&
		    s->stream->opened != WHEN_UNKNOWN)
			s->ahead = (s->stream->opened - o->opened) / 1000;
		if (e.from + s->ahead < o->extent.from)
			o->extent.from = e.from + s->ahead;
		if (e.to + s->ahead > o->extent.to)
			o->extent.to = e.to + s->ahead;
	}
}

/* One width of bins for all, so that their lines compare. */
static void
choose_width(struct overlay *o)
{
	int64_t span = o->extent.to - o->extent.from;
	double least = RATE_CURVE_PX * o->frame.unit * (double)span / o->plot.w;

	for (size_t i = 0; i < o->n; i++) {
		const struct strand *s = o->strands + i;
		struct extent e = stream_extent(s->stream);
		int64_t width = curve_width(s->chats / (double)(e.to - e.from),
		    s->stream->width, least, RATE_BIN_CHATS, span);

		o->width = width > o->width ? width : o->width;
	}
}

static struct scale
scale_of(const struct overlay *o, const struct strand *s)
{
	return (struct scale){ (double)(o->extent.from - s->ahead),
		(double)(o->extent.to - s->ahead), o->plot.x,
		o->plot.x + o->plot.w };
}

static void
trace(struct overlay *o)
{
	choose_width(o);
	o->highest = 0;
	for (size_t i = 0; i < o->n; i++) {
		struct strand *s = o->strands + i;
		const struct stream *stream = s->stream;
		struct scale x = scale_of(o, s);
		int64_t width = o->width / stream->width * stream->width;

		curve_free(&s->curve);
		s->curve = curve_trace(stream->buckets, stream->n_buckets,
		    stream->width, width, CURVE_CHATS, &x);
		o->highest = fmax(o->highest, s->curve.highest);
	}
	o->per = rate_unit(o->highest);
}

static struct str
name_of(const struct stream *s)
{
	return s->channel.n > 0 ? s->channel : s->id;
}

static size_t
make_keys(const struct overlay *o, struct key *keys)
{
	size_t n = 0;

	for (; n < o->n; n++) {
		const struct strand *s = o->strands + n;
		struct str name = utf8_cut(name_of(s->stream), 36);
		char count[SCALE_TEXT];

		scale_number(count, s->chats, 1);
		keys[n] =
		    (struct key){ .shape = KEY_LINE, .colour = s->colour };
		snprintf(
		    keys[n].name, TILE_TEXT, "%.*s  %s", STR_ARG(name), count);
	}
	if (o->left_out > 0) {
		keys[n] = (struct key){ .shape = KEY_LINE,
			.colour = o->frame.look->theme->axis };
		snprintf(keys[n++].name, TILE_TEXT, "+ %zu %s", o->left_out,
		    o->frame.look->words->more);
	}
	return n;
}

/* "2026-01-06 19:57 · 30 s average" */
static void
describe(const struct overlay *o, struct buf *b)
{
	char local[WHEN_LOCAL_LEN];

	if (o->opened != WHEN_UNKNOWN) {
		when_put_local(local, o->opened);
		buf_fmt(b, "%.*s  ·  ", (int)strlen("2026-01-06 20:20"), local);
	}
	frame_put_span(&o->frame, b, o->width);
	buf_fmt(b, " %s", o->frame.look->words->curve);
}

static void
draw_header(struct overlay *o)
{
	const struct words *w = o->frame.look->words;
	struct tile chats = { .name = w->chats };
	struct str title = o->frame.look->title;
	struct buf subtitle = { 0 };

	if (title.n == 0)
		title = str_of(w->side_by_side);
	describe(o, &subtitle);
	scale_number(chats.value, o->chats, 1);
	canvas_describe(o->frame.canvas, title, o->opened);
	frame_header(&o->frame, title, buf_view(&subtitle), &chats, 1);
	buf_free(&subtitle);
}

static void
lay_out(struct overlay *o)
{
	struct frame *f = &o->frame;
	double top = 24 * f->unit;
	double height = f->room.h - top - frame_time_height(f);
	double left = frame_value_margin(f, o->highest * o->per, height);

	o->plot = (struct box){ f->room.x + left, f->room.y + top,
		f->room.w - left, fmax(20, height) };
}

static void
draw_strand(struct overlay *o, struct strand *s)
{
	struct canvas *canvas = o->frame.canvas;
	double base = o->plot.y + o->plot.h;

	for (size_t i = 0; i < s->curve.n; i++)
		s->curve.at[i].y =
		    scale_at(&o->axis.scale, s->curve.at[i].y * o->per);
	for (size_t i = 0, from = 0; i < s->curve.n_pieces;
	     from = s->curve.ends[i++]) {
		const struct spot *at = s->curve.at + from;
		size_t n = s->curve.ends[i] - from;

		canvas_area(canvas, at, n, base, o->plot.y,
		    colour_faded(s->colour, 0.28),
		    colour_faded(s->colour, 0.03));
		canvas_path(canvas, at, n, 1.9 * o->frame.unit, s->colour);
	}
}

/* Names a strand's highest moment, where that hides no other name. */
static void
name_top(struct overlay *o, const struct strand *s, struct places *taken)
{
	struct frame *f = &o->frame;
	struct font font = frame_font(f, 14, true, f->look->theme->text);
	struct scale x = scale_of(o, s);
	double at_x = scale_at(&x, s->curve.highest_sec), u = f->unit;
	double y = scale_at(&o->axis.scale, s->curve.highest * o->per);
	char when[SCALE_TEXT], text[160];
	struct str name = utf8_cut(name_of(s->stream), 36);
	struct box b;

	frame_moment(f, when, (int64_t)s->curve.highest_sec + s->ahead,
	    o->extent, o->opened);
	snprintf(text, sizeof text, "%.*s %s", STR_ARG(name), when);
	canvas_disc(f->canvas, at_x, y, 4.2 * u, f->look->theme->back);
	canvas_disc(f->canvas, at_x, y, 3 * u, s->colour);
	b.w = canvas_text_width(f->canvas, &font, str_of(text)) + 12 * u;
	b.h = 22 * u;
	b.x =
	    fmax(o->plot.x, fmin(at_x - b.w / 2, o->plot.x + o->plot.w - b.w));
	b.y = y - b.h - 6 * u;
	if (!place_free(taken, b))
		return;
	place_take(taken, b);
	canvas_pill(
	    f->canvas, b, 6 * u, colour_faded(f->look->theme->panel, 0.85));
	canvas_text(f->canvas, &font,
	    (struct spot){
		b.x + b.w / 2, frame_baseline(b.y + b.h / 2, &font) },
	    ALIGN_MIDDLE, 0, str_of(text));
}

static void
draw_plot(struct overlay *o)
{
	const struct words *w = o->frame.look->words;
	struct places taken = { 0 };

	o->axis = frame_values(&o->frame, o->plot, o->highest * o->per,
	    str_of(o->per == 1 ? w->per_second : w->per_minute));
	for (size_t i = o->n; i-- > 0;)
		draw_strand(o, o->strands + i);
	for (size_t i = 0; i < o->n; i++)
		name_top(o, o->strands + i, &taken);
	frame_times(&o->frame, o->plot,
	    o->plot.y + o->plot.h + 20 * o->frame.unit, o->extent, o->opened);
	place_clear(&taken);
}

void
overlay_draw(struct canvas *canvas, const struct look *look,
    const struct stream *s, size_t n)
{
	struct overlay o = { .frame = frame_begin(canvas, look) };
	struct key keys[OVERLAY_MOST + 1];

	choose(&o, s, n);
	align(&o);
	o.plot = o.frame.room;
	trace(&o);
	draw_header(&o);
	frame_legend(&o.frame, keys, make_keys(&o, keys));
	lay_out(&o);
	trace(&o);
	draw_plot(&o);
	for (size_t i = 0; i < o.n; i++)
		curve_free(&o.strands[i].curve);
}
