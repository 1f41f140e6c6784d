/* Draws a network as a heat map. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "chart/map.h"
#include "chart/matrix.h"
#include "chart/place.h"
#include "core/mem.h"

static const double NAMES = 130;   /* width of the names at the left */
static const double BAR = 8;       /* of the clusters' colours */
static const double SMALLEST = 13; /* a row that can have a name */

struct matrix {
	struct frame frame;
	const struct network *net;
	uint32_t *row; /* of each node */
	struct box field;
	double cell, strongest;
	double noise; /* what is not above it is nothing */
};

/* A node and its rank among the rows. */
struct matrix_row {
	uint32_t node;
	int cluster;
};

static int
by_cluster(const void *va, const void *vb)
{
	const struct matrix_row *a = va, *b = vb;

	if (a->cluster != b->cluster)
		return (unsigned)a->cluster < (unsigned)b->cluster ? -1 : 1;
	return (a->node > b->node) - (a->node < b->node);
}

/* Clusters in order, the nodes of each by size, those in none last: as
 * unsigned, NETWORK_ALONE is the largest. */
static struct matrix_row *
order_rows(struct matrix *m)
{
	size_t n = m->net->n;
	struct matrix_row *e = xcalloc(n, sizeof *e);

	m->row = xcalloc(n, sizeof *m->row);
	for (size_t i = 0; i < n; i++)
		e[i] = (struct matrix_row){ (uint32_t)i,
			m->net->nodes[i].cluster };
	qsort(e, n, sizeof *e, by_cluster);
	for (size_t i = 0; i < n; i++)
		m->row[e[i].node] = (uint32_t)i;
	return e;
}

static void
lay_out(struct matrix *m)
{
	const struct box *r = &m->frame.room;
	double u = m->frame.unit, left = (NAMES + BAR + 4) * u;
	double top = (BAR + 4) * u;
	double side = fmin(r->w - left, r->h - top);

	m->cell = side / (double)m->net->n;
	m->field = (struct box){ r->x + left, r->y + top, side, side };
}

static int
by_size(const void *va, const void *vb)
{
	const double *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

static bool
is_within(const struct network *net, const struct network_overlap *o)
{
	return net->nodes[o->a].cluster >= 0 &&
	    net->nodes[o->a].cluster == net->nodes[o->b].cluster;
}

/* What nineteen of twenty pairs of different clusters do not share more than:
 * so much any two do.  0 where that can't be told. */
static double
noise_of(const struct network *net)
{
	enum { ENOUGH = 20 };
	double *shares = xcalloc(net->n_overlaps + 1, sizeof *shares), noise;
	size_t n = 0;

	for (size_t i = 0; i < net->n_overlaps; i++)
		if (!is_within(net, &net->overlaps[i]))
			shares[n++] = net->overlaps[i].share;
	if (n > 0)
		qsort(shares, n, sizeof *shares, by_size);
	noise = n < ENOUGH || n == net->n_overlaps ? 0 : shares[n - 1 - n / 20];
	free(shares);
	return noise;
}

/* The colour of a warmth from 0 to 1. */
static uint32_t
warmth_colour(const struct theme *t, double warmth)
{
	double at = warmth * (THEME_HEAT - 1);
	int i = at >= THEME_HEAT - 1 ? THEME_HEAT - 2 : (int)at;

	return colour_mixed(t->heat[i], t->heat[i + 1], at - i);
}

static uint32_t
heat(const struct matrix *m, double share)
{
	double above = (share - m->noise) / (m->strongest - m->noise);

	return warmth_colour(
	    m->frame.look->theme, above > 0 ? sqrt(fmin(above, 1)) : 0);
}

static void
draw_cell(const struct matrix *m, uint32_t row, uint32_t column, uint32_t hue)
{
	double space = m->cell > 6 ? fmax(0.5, m->cell * 0.06) : 0;

	canvas_box(m->frame.canvas,
	    (struct box){ m->field.x + column * m->cell,
		m->field.y + row * m->cell, m->cell - space, m->cell - space },
	    hue);
}

static void
draw_cells(const struct matrix *m)
{
	const struct theme *t = m->frame.look->theme;

	canvas_box(m->frame.canvas, m->field, t->heat[0]);
	for (size_t i = m->net->n_overlaps; i-- > 0;) {
		const struct network_overlap *o = m->net->overlaps + i;
		uint32_t hue = heat(m, o->share);

		if (o->share <= m->noise)
			continue;
		draw_cell(m, m->row[o->a], m->row[o->b], hue);
		draw_cell(m, m->row[o->b], m->row[o->a], hue);
	}
	for (size_t i = 0; i < m->net->n; i++)
		draw_cell(m, m->row[i], m->row[i], t->axis);
}

static void
draw_bars(const struct matrix *m, const struct matrix_row *e)
{
	double u = m->frame.unit, bar = BAR * u;

	for (size_t i = 0; i < m->net->n; i++) {
		uint32_t hue =
		    network_colour(m->frame.look->theme, e[i].cluster);
		double at = (double)i * m->cell;

		canvas_box(m->frame.canvas,
		    (struct box){ m->field.x - bar - 3 * u, m->field.y + at,
			bar, m->cell + 0.3 },
		    hue);
		canvas_box(m->frame.canvas,
		    (struct box){ m->field.x + at, m->field.y - bar - 3 * u,
			m->cell + 0.3, bar },
		    hue);
	}
}

static void
draw_name(struct matrix *m, uint32_t node, double middle, double size)
{
	const struct theme *t = m->frame.look->theme;
	double u = m->frame.unit;
	struct font font = { .size = size, .colour = t->text };

	canvas_text(m->frame.canvas, &font,
	    (struct spot){
		m->field.x - (BAR + 10) * u, frame_baseline(middle, &font) },
	    ALIGN_RIGHT, (NAMES - 6) * u, m->net->nodes[node].name);
}

/* Every row's name where rows are high enough, else the largest node of each
 * cluster's, beside its first rows, as far as there is room. */
static void
draw_names(struct matrix *m, const struct matrix_row *e)
{
	double u = m->frame.unit;
	double free_from = m->field.y;

	if (m->cell >= SMALLEST * u) {
		for (size_t i = 0; i < m->net->n; i++)
			draw_name(m, e[i].node,
			    m->field.y + ((double)i + 0.5) * m->cell,
			    fmin(15 * u, m->cell * 0.8));
		return;
	}
	for (size_t i = 0; i < m->net->n; i++) {
		double y = m->field.y + (double)i * m->cell;

		if (e[i].cluster < 0 || y < free_from ||
		    (i > 0 && e[i].cluster == e[i - 1].cluster))
			continue;
		draw_name(m, e[i].node, y + 8 * u, 14 * u);
		free_from = y + 18 * u;
	}
}

static void
put_percent(char text[SCALE_TEXT], double share)
{
	double percent = 100 * share;
	size_t n =
	    scale_number(text, percent, percent > 0 && percent < 10 ? 0.1 : 1);

	snprintf(text + n, SCALE_TEXT - n, "%%");
}

/* What the colours mean, at the right above the field. */
static void
draw_scale(const struct matrix *m)
{
	enum { STEPS = 48 };
	const struct frame *f = &m->frame;
	struct font font = frame_font(f, 14, false, f->look->theme->muted);
	double u = f->unit, w = 180 * u, h = 12 * u;
	struct box b = { f->room.x + f->room.w - w - 44 * u, f->room.y - 32 * u,
		w / STEPS, h };
	struct spot at = { b.x - 8 * u, frame_baseline(b.y + h / 2, &font) };
	char text[SCALE_TEXT];

	put_percent(text, m->noise);
	canvas_text(f->canvas, &font, at, ALIGN_RIGHT, 0, str_of(text));
	for (int i = 0; i < STEPS; i++, b.x += w / STEPS) {
		double share =
		    m->noise + (m->strongest - m->noise) * (i + 0.5) / STEPS;

		canvas_box(f->canvas, (struct box){ b.x, b.y, b.w + 1, b.h },
		    heat(m, share));
	}
	put_percent(text, m->strongest);
	at.x = b.x + 8 * u;
	canvas_text(f->canvas, &font, at, ALIGN_LEFT, 0, str_of(text));
}

static void
list_overlap(struct matrix *m, const struct network_overlap *o, struct box row)
{
	const struct theme *t = m->frame.look->theme;
	struct font name = frame_font(&m->frame, 15, false, t->text);
	struct font share = frame_font(&m->frame, 15, true, t->text);
	double u = m->frame.unit, y = frame_baseline(row.y + row.h / 2, &name);
	struct buf names = { 0 };
	char text[SCALE_TEXT];

	buf_fmt(&names, "%.*s  ×  %.*s", STR_ARG(m->net->nodes[o->a].name),
	    STR_ARG(m->net->nodes[o->b].name));
	put_percent(text, o->share);
	canvas_pill(m->frame.canvas,
	    (struct box){ row.x, row.y + row.h / 2 - 7 * u, 14 * u, 14 * u },
	    4 * u, heat(m, o->share));
	canvas_text(m->frame.canvas, &name, (struct spot){ row.x + 24 * u, y },
	    ALIGN_LEFT, row.w - 90 * u, buf_view(&names));
	canvas_text(m->frame.canvas, &share, (struct spot){ row.x + row.w, y },
	    ALIGN_RIGHT, 0, str_of(text));
	buf_free(&names);
}

/* The strongest overlaps, in what the square leaves of the page. */
static void
list_strongest(struct matrix *m)
{
	const struct box *r = &m->frame.room;
	double u = m->frame.unit, line = 30 * u;
	double x = m->field.x + m->field.w + 40 * u;
	double w = fmin(r->x + r->w - x, 460 * u);
	size_t n = (size_t)(m->field.h / line);

	if (w < 230 * u)
		return;
	for (size_t i = 0; i < n && i < m->net->n_overlaps; i++)
		list_overlap(m, m->net->overlaps + i,
		    (struct box){ x, m->field.y + (double)i * line, w, line });
}

void
matrix_draw(
    struct canvas *canvas, const struct look *look, const struct network *net)
{
	struct matrix m = { .frame = frame_begin(canvas, look), .net = net };
	struct str title =
	    look->title.n > 0 ? look->title : str_of(look->words->matrix);
	struct buf subtitle = { 0 };
	struct key keys[NETWORK_KEYS];
	struct matrix_row *rows = order_rows(&m);

	m.strongest = net->n_overlaps > 0 && net->overlaps[0].share > 0
	    ? net->overlaps[0].share
	    : 1;
	m.noise = fmin(noise_of(net), 0.9 * m.strongest);
	network_describe(&m.frame, net, look->words->matrix_note, &subtitle);
	canvas_describe(canvas, title, WHEN_UNKNOWN);
	frame_header(&m.frame, title, buf_view(&subtitle), NULL, 0);
	frame_legend(&m.frame, keys, network_keys(&m.frame, net, keys));
	lay_out(&m);
	draw_cells(&m);
	draw_bars(&m, rows);
	draw_names(&m, rows);
	draw_scale(&m);
	list_strongest(&m);
	buf_free(&subtitle);
	free(rows);
	free(m.row);
}
