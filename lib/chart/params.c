/* Gathers and draws an avatar's parameters over time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chart/curve.h"
#include "chart/params.h"
#include "chart/place.h"
#include "core/mem.h"
#include "core/num.h"
#include "jsonl/doc.h"

static const double ROW = 46;    /* least height of a parameter */
static const double NAMES = 170; /* width of the names */
static const double LOST = 1.05; /* seconds without a value */

void
params_want(struct params *p, struct jsonl *in)
{
	p->params.size = sizeof(struct param);
	record_want(&p->moments, &avatar_record, in, NULL);
}

static void
add_value(struct params *p, struct str name, double sec, double value)
{
	bool fresh;
	struct param *to = keyed_get(&p->params, name, &fresh);

	/* A log does not go back; a value that does would fold the line. */
	if (to->n > 0 && sec < to->at[to->n - 1].x)
		return;
	MEM_RESERVE(to->at, to->cap, to->n + 1);
	to->at[to->n++] = (struct spot){ sec, value };
}

static void
take_frame(struct params *p, struct jsonl *in, const struct avatar_moment *m)
{
	struct json_val object = { m->params.p, (uint32_t)m->params.n,
		VAL_OBJECT, false };
	struct str rest = doc_items(&object);
	struct json_val key, value;
	double real;

	p->frames++;
	while (doc_member(&rest, &key, &value))
		if (val_real(&value, &real) && fabs(real) < 1e9)
			add_value(p, jsonl_text(in, &key),
			    (double)m->at_ms / 1000, real);
}

static void
take_event(struct params *p, const struct avatar_moment *m)
{
	struct buf text = { 0 };

	buf_str(&text, m->event);
	if (m->name.n > 0)
		buf_fmt(&text, " %.*s", STR_ARG(m->name));
	MEM_RESERVE(p->events, p->cap_events, p->n_events + 1);
	p->events[p->n_events++] =
	    (struct param_event){ (double)m->at_ms / 1000,
		    { arena_copy(&p->texts, text.p, text.n), text.n } };
	buf_free(&text);
}

void
params_record(struct params *p, struct jsonl *in, const struct json_val *v)
{
	struct avatar_moment m;

	record_clear(&avatar_record, &m);
	if (!record_read(&p->moments, v, &m))
		return;
	if (m.at_ms == RECORD_UNKNOWN ||
	    (m.type == AVATAR_FRAME && m.params.p == NULL))
		jsonl_bad(in, "vts needs at_ms and params");
	else if (m.type == AVATAR_FRAME)
		take_frame(p, in, &m);
	else
		take_event(p, &m);
}

void
params_free(struct params *p)
{
	for (uint32_t i = 0; i < p->params.n; i++) {
		struct param *a = keyed_nth(&p->params, i);

		free(a->at);
	}
	keyed_free(&p->params);
	free(p->events);
	arena_free(&p->texts);
}

/* Drawing */

/* One row of the page. */
struct params_row {
	uint32_t param;
	double low, high; /* values */
	double travel;    /* way that the value went, in units of its range */
};

struct sheet {
	struct frame frame;
	const struct params *params;
	struct params_row *rows;
	size_t n, left_out;
	double from, to;  /* seconds */
	struct box field; /* all rows */
};

static struct params_row
measure(const struct params *p, uint32_t i)
{
	const struct param *a = keyed_nth(&p->params, i);
	struct params_row r = { i, a->at[0].y, a->at[0].y, 0 };

	for (size_t k = 0; k < a->n; k++) {
		r.low = fmin(r.low, a->at[k].y);
		r.high = fmax(r.high, a->at[k].y);
		r.travel += k > 0 ? fabs(a->at[k].y - a->at[k - 1].y) : 0;
	}
	if (r.high > r.low)
		r.travel /= r.high - r.low;
	return r;
}

static int
by_travel(const void *va, const void *vb)
{
	const struct params_row *a = va, *b = vb;

	if (a->travel != b->travel)
		return a->travel > b->travel ? -1 : 1;
	return (a->param > b->param) - (a->param < b->param);
}

static int
by_arrival(const void *va, const void *vb)
{
	const struct params_row *a = va, *b = vb;

	return (a->param > b->param) - (a->param < b->param);
}

/* The rows that fit: those that moved most, in order of arrival. */
static void
choose_rows(struct sheet *s, size_t most)
{
	size_t all = s->params->params.n;

	s->rows = xcalloc(all + 1, sizeof *s->rows);
	s->from = INFINITY;
	s->to = -INFINITY;
	for (uint32_t i = 0; i < all; i++) {
		const struct param *a = keyed_nth(&s->params->params, i);

		s->rows[i] = measure(s->params, i);
		s->from = fmin(s->from, a->at[0].x);
		s->to = fmax(s->to, a->at[a->n - 1].x);
	}
	qsort(s->rows, all, sizeof *s->rows, by_travel);
	s->n = all < most ? all : most;
	s->left_out = all - s->n;
	qsort(s->rows, s->n, sizeof *s->rows, by_arrival);
}

static void
draw_range(struct sheet *s, const struct params_row *r, double y, double height)
{
	const struct theme *t = s->frame.look->theme;
	struct font name = frame_font(&s->frame, 15, true, t->text);
	struct font range = frame_font(&s->frame, 12.5, false, t->muted);
	double step = (r->high - r->low) / 20, u = s->frame.unit;
	double x = s->frame.room.x, room = s->field.x - x - 14 * u;
	char low[SCALE_TEXT], high[SCALE_TEXT], text[2 * SCALE_TEXT + 8];

	step = step > 0 ? pow(10, floor(log10(step))) : 0.1;
	scale_number(low, r->low, step);
	scale_number(high, r->high, step);
	snprintf(text, sizeof text, "%s … %s", low, high);
	canvas_text(s->frame.canvas, &name,
	    (struct spot){ x, y + height / 2 - 1 * u }, ALIGN_LEFT, room,
	    keyed_key(&s->params->params, r->param));
	canvas_text(s->frame.canvas, &range,
	    (struct spot){ x, y + height / 2 + 15 * u }, ALIGN_LEFT, room,
	    str_of(r->high > r->low ? text : low));
}

static struct curve
trace(
    const struct sheet *s, const struct params_row *r, double y, double height)
{
	const struct param *a = keyed_nth(&s->params->params, r->param);
	struct scale x = { s->from, s->to, s->field.x,
		s->field.x + s->field.w };
	struct scale v = { r->low, r->high, y + height * 0.88,
		y + height * 0.12 };
	struct curve c = { 0 };
	struct pen pen = { .curve = &c };

	if (r->low == r->high)
		v.a = y + height / 2;
	for (size_t i = 0; i < a->n; i++) {
		if (i > 0 && a->at[i].x - a->at[i - 1].x > LOST)
			pen_lift(&pen);
		pen_move(
		    &pen, scale_at(&x, a->at[i].x), scale_at(&v, a->at[i].y));
	}
	pen_lift(&pen);
	return c;
}

static void
draw_row(struct sheet *s, size_t i, double height)
{
	const struct theme *t = s->frame.look->theme;
	double y = s->field.y + (double)i * height, u = s->frame.unit;
	struct curve c = trace(s, s->rows + i, y, height);
	uint32_t hue = t->hues[i % THEME_COLOURS];

	canvas_pill(s->frame.canvas,
	    (struct box){ s->field.x, y + 2 * u, s->field.w, height - 4 * u },
	    5 * u, t->panel);
	draw_range(s, s->rows + i, y, height);
	for (size_t k = 0, from = 0; k < c.n_pieces; from = c.ends[k++]) {
		canvas_area(s->frame.canvas, c.at + from, c.ends[k] - from,
		    y + height - 2 * u, y, colour_faded(hue, 0.2),
		    colour_faded(hue, 0.2));
		canvas_path(s->frame.canvas, c.at + from, c.ends[k] - from,
		    1.8 * u, hue);
	}
	curve_free(&c);
}

/* Events as lines across all rows, named above where there is room. */
static void
draw_events(struct sheet *s)
{
	const struct theme *t = s->frame.look->theme;
	struct font font = frame_font(&s->frame, 13, false, t->peak);
	struct scale x = { s->from, s->to, s->field.x,
		s->field.x + s->field.w };
	double u = s->frame.unit, y = s->field.y - 7 * u;
	struct places taken = { 0 };

	for (size_t i = 0; i < s->params->n_events; i++) {
		const struct param_event *e = s->params->events + i;
		double at = scale_at(&x, e->sec), w;
		struct box b;

		if (e->sec < s->from || e->sec > s->to)
			continue;
		w = fmin(180 * u,
		    canvas_text_width(s->frame.canvas, &font, e->text));
		b = (struct box){ fmin(at, s->field.x + s->field.w - w),
			y - 12 * u, w + 10 * u, 14 * u };
		canvas_dashes(s->frame.canvas, (struct spot){ at, s->field.y },
		    (struct spot){ at, s->field.y + s->field.h }, 1.2 * u,
		    colour_faded(t->peak, 0.6));
		if (!place_free(&taken, b))
			continue;
		place_take(&taken, b);
		canvas_text(s->frame.canvas, &font, (struct spot){ b.x, y },
		    ALIGN_LEFT, 180 * u, e->text);
	}
	place_clear(&taken);
}

static void
draw_header(struct sheet *s)
{
	const struct look *look = s->frame.look;
	const struct words *w = look->words;
	struct str title = look->title.n > 0 ? look->title : str_of(w->params);
	struct buf subtitle = { 0 };
	char number[SCALE_TEXT];

	scale_number(number, (double)s->params->frames, 1);
	buf_fmt(&subtitle, "%s%s%s  ·  ", number, w->space, w->frames);
	scale_number(number, s->to - s->from, 0.1);
	buf_fmt(&subtitle, "%s%s", number, w->seconds);
	if (s->left_out > 0)
		buf_fmt(&subtitle, "  ·  +%zu %s", s->left_out, w->more);
	canvas_describe(s->frame.canvas, title, WHEN_UNKNOWN);
	frame_header(&s->frame, title, buf_view(&subtitle), NULL, 0);
	buf_free(&subtitle);
}

static void
draw_seconds(struct sheet *s)
{
	const struct theme *t = s->frame.look->theme;
	struct font font = frame_font(&s->frame, 14, false, t->muted);
	double u = s->frame.unit, foot = s->field.y + s->field.h;
	double step =
	    scale_step(s->to - s->from, (int)fmax(2, s->field.w / (90 * u)));
	struct scale x = { s->from, s->to, s->field.x,
		s->field.x + s->field.w };
	char number[SCALE_TEXT], text[2 * SCALE_TEXT];

	for (double v = scale_above(s->from, step);
	     v <= s->to && s->to > s->from; v += step) {
		double at =
		    fmin(scale_at(&x, v), s->field.x + s->field.w - 16 * u);

		scale_number(number, v, step);
		snprintf(text, sizeof text, "%s%s", number,
		    s->frame.look->words->seconds);
		canvas_text(s->frame.canvas, &font,
		    (struct spot){ at, foot + 22 * u }, ALIGN_MIDDLE, 0,
		    str_of(text));
	}
}

void
params_draw(
    struct canvas *canvas, const struct look *look, const struct params *p)
{
	struct sheet s = { .frame = frame_begin(canvas, look), .params = p };
	struct frame *f = &s.frame;
	double left = fmin(NAMES * f->unit, f->room.w * 0.3), top, foot;
	double height;

	top = p->n_events > 0 ? 24 * f->unit : 6 * f->unit;
	foot = 30 * f->unit;
	height = f->room.h - 68 * f->unit - top - foot;
	choose_rows(&s, (size_t)fmax(1, height / (ROW * f->unit)));
	draw_header(&s);
	height = fmin(f->room.h - top - foot, 150 * f->unit * (double)s.n);
	s.field = (struct box){ f->room.x + left, f->room.y + top,
		f->room.w - left, height };
	for (size_t i = 0; i < s.n; i++)
		draw_row(&s, i, height / (double)s.n);
	draw_events(&s);
	draw_seconds(&s);
	free(s.rows);
}
