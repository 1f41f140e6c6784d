/* Draws a network as discs and lines. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "chart/map.h"
#include "chart/place.h"
#include "chart/settle.h"
#include "core/mem.h"
#include "core/utf8.h"

enum {
	LINES_EACH = 4, /* a node's strongest overlaps are drawn */
	PUSHES = 400,   /* rounds that part discs */
};
static const double FILLED = 0.17; /* of the room, by all discs together */
static const double SPACE = 7;     /* between discs, times the unit */

struct disc {
	double x, y, r;
};

struct map {
	struct frame frame;
	const struct network *net;
	struct network_overlap *overlaps; /* those drawn, strongest first */
	size_t n_overlaps;
	struct disc *discs;
};

uint32_t
network_colour(const struct theme *t, int cluster)
{
	if (cluster < 0 || cluster >= 3 * THEME_COLOURS)
		return t->gap;
	if (cluster < THEME_COLOURS)
		return t->hues[cluster];
	return cluster < 2 * THEME_COLOURS
	    ? colour_mixed(t->hues[cluster - THEME_COLOURS], t->text, 0.4)
	    : colour_mixed(t->hues[cluster - 2 * THEME_COLOURS], t->back, 0.45);
}

size_t
network_keys(const struct frame *f, const struct network *w, struct key *keys)
{
	const struct theme *t = f->look->theme;
	size_t n = 0, others = 0;

	for (size_t c = 0; c < w->n_clusters && c < THEME_COLOURS; c++) {
		size_t members = 0, largest = 0;
		struct str name;

		for (size_t i = w->n; i-- > 0;)
			if (w->nodes[i].cluster == (int)c) {
				members++;
				largest = i;
			}
		if (members == 0)
			continue;
		name = utf8_cut(w->nodes[largest].name, 36);
		keys[n] = (struct key){ .shape = KEY_DISC,
			.colour = network_colour(t, (int)c) };
		snprintf(keys[n++].name, TILE_TEXT,
		    members > 1 ? "%.*s +%zu" : "%.*s", STR_ARG(name),
		    members - 1);
	}
	for (size_t i = 0; i < w->n; i++)
		others += network_colour(t, w->nodes[i].cluster) == t->gap;
	if (n > 0 && others > 0) {
		keys[n] = (struct key){ .shape = KEY_DISC, .colour = t->gap };
		snprintf(keys[n++].name, TILE_TEXT, "%s %zu",
		    f->look->words->alone, others);
	}
	return n;
}

static void
put_count(struct buf *b, size_t n, const struct words *w, const char *what)
{
	char number[SCALE_TEXT];

	scale_number(number, (double)n, 1);
	buf_fmt(b, "%s%s%s  ·  ", number, w->space, what);
}

void
network_describe(const struct frame *f, const struct network *net,
    const char *note, struct buf *b)
{
	const struct words *w = f->look->words;

	put_count(b, net->n, w, w->nodes);
	if (net->left_out > 0)
		buf_fmt(b, "+%zu %s  ·  ", net->left_out, w->more);
	if (net->n_clusters > 0)
		put_count(b, net->n_clusters, w, w->clusters);
	buf_adds(b, note);
}

static void
choose_overlaps(struct map *m)
{
	m->overlaps = xreallocarray(
	    NULL, m->net->n * LINES_EACH + 1, sizeof *m->overlaps);
	m->n_overlaps = settle_overlaps(m->net, LINES_EACH, m->overlaps);
}

/* Turns the layout so that its longer way is that of the room. */
static void
turn(struct spot *at, size_t n, bool wide)
{
	double x = 0, y = 0, xx = 0, yy = 0, xy = 0, angle;

	for (size_t i = 0; i < n; i++)
		x += at[i].x / (double)n, y += at[i].y / (double)n;
	for (size_t i = 0; i < n; i++) {
		xx += (at[i].x - x) * (at[i].x - x);
		yy += (at[i].y - y) * (at[i].y - y);
		xy += (at[i].x - x) * (at[i].y - y);
	}
	angle = atan2(2 * xy, xx - yy) / 2 - (wide ? 0 : M_PI_2);
	for (size_t i = 0; i < n; i++) {
		double dx = at[i].x - x, dy = at[i].y - y;

		at[i] = (struct spot){ dx * cos(angle) + dy * sin(angle),
			dy * cos(angle) - dx * sin(angle) };
	}
}

static int
by_value(const void *va, const void *vb)
{
	const double *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

/*
 * Maps values to 0..1, half by where they lie between the smallest and the
 * largest, half by how many are smaller: empty stretches shrink, order stays.
 */
static void
even_out(double *v, size_t n)
{
	double *sorted = xcalloc(n, sizeof *sorted);

	for (size_t i = 0; i < n; i++)
		sorted[i] = v[i];
	qsort(sorted, n, sizeof *sorted, by_value);
	for (size_t i = 0; i < n; i++) {
		const double *at =
		    bsearch(v + i, sorted, n, sizeof *sorted, by_value);
		double span = sorted[n - 1] - sorted[0];
		double rank = n > 1 && at != NULL
		    ? (double)(at - sorted) / (double)(n - 1)
		    : 0.5;

		v[i] =
		    (span > 0 ? (v[i] - sorted[0]) / span : 0.5) / 2 + rank / 2;
	}
	free(sorted);
}

/* From the layout's unit to pixels, filling the room in both ways. */
static void
spread(struct spot *at, size_t n, const struct box *r)
{
	double *x = xcalloc(n, sizeof *x), *y = xcalloc(n, sizeof *y);

	turn(at, n, r->w > r->h);
	for (size_t i = 0; i < n; i++) {
		x[i] = at[i].x;
		y[i] = at[i].y;
	}
	even_out(x, n);
	even_out(y, n);
	for (size_t i = 0; i < n; i++)
		at[i] = (struct spot){ r->x + r->w * x[i], r->y + r->h * y[i] };
	free(x);
	free(y);
}

/* Discs of the right sizes in the places that the layout chose. */
static void
set_discs(struct map *m, const struct spot *at)
{
	const struct network *w = m->net;
	const struct box *r = &m->frame.room;
	double sum = 0, side = fmin(r->w, r->h);

	for (size_t i = 0; i < w->n; i++)
		sum += fmax(1, w->nodes[i].users);
	for (size_t i = 0; i < w->n; i++) {
		double share = fmax(1, w->nodes[i].users) / sum;
		double radius = sqrt(share * FILLED * r->w * r->h / M_PI);

		radius = fmax(3 * m->frame.unit, fmin(radius, 0.11 * side));
		m->discs[i] = (struct disc){ at[i].x, at[i].y, radius };
	}
}

static double
clamp(double v, double low, double high)
{
	return low > high ? (low + high) / 2 : fmin(fmax(v, low), high);
}

/* Pushes two discs apart that are too near; whether they were. */
static bool
part(struct disc *a, struct disc *b, double space)
{
	double dx = b->x - a->x, dy = b->y - a->y;
	double far = sqrt(dx * dx + dy * dy), push = a->r + b->r + space - far;

	if (push <= 0.01)
		return false;
	if (far < 1e-6) {
		dx = 1;
		dy = 0.5;
		far = 1.118;
	}
	dx *= push / far / 2;
	dy *= push / far / 2;
	a->x -= dx, a->y -= dy;
	b->x += dx, b->y += dy;
	return true;
}

static void
part_all(struct map *m)
{
	const struct box *r = &m->frame.room;
	double space = SPACE * m->frame.unit, label = 18 * m->frame.unit;
	bool moved = true;

	for (int round = 0; round < PUSHES && moved; round++) {
		moved = false;
		for (size_t i = 0; i < m->net->n; i++)
			for (size_t j = i + 1; j < m->net->n; j++)
				moved |=
				    part(m->discs + i, m->discs + j, space);
		for (size_t i = 0; i < m->net->n; i++) {
			struct disc *d = m->discs + i;

			d->x = clamp(d->x, r->x + d->r, r->x + r->w - d->r);
			d->y = clamp(
			    d->y, r->y + d->r, r->y + r->h - d->r - label);
		}
	}
}

static bool
lay_out(struct map *m)
{
	struct spot *at = xcalloc(m->net->n, sizeof *at);
	bool ok = settle_nodes(m->net, m->overlaps, m->n_overlaps, at);

	m->discs = xcalloc(m->net->n, sizeof *m->discs);
	spread(at, m->net->n, &m->frame.room);
	set_discs(m, at);
	part_all(m);
	free(at);
	return ok;
}

static void
draw_overlaps(const struct map *m)
{
	const struct theme *t = m->frame.look->theme;
	const struct network_node *nodes = m->net->nodes;
	double strongest = m->n_overlaps > 0 ? m->overlaps[0].share : 1;

	for (size_t i = m->n_overlaps; i-- > 0;) {
		const struct network_overlap *o = m->overlaps + i;
		const struct disc *a = m->discs + o->a, *b = m->discs + o->b;
		int cluster = nodes[o->a].cluster;
		uint32_t colour = cluster == nodes[o->b].cluster
		    ? network_colour(t, cluster)
		    : t->axis;
		double share = sqrt(o->share / strongest);

		canvas_line(m->frame.canvas, (struct spot){ a->x, a->y },
		    (struct spot){ b->x, b->y },
		    (0.6 + 3 * share) * m->frame.unit,
		    colour_faded(colour, 0.15 + 0.4 * share));
	}
}

static void
draw_discs(const struct map *m)
{
	const struct theme *t = m->frame.look->theme;

	for (size_t i = 0; i < m->net->n; i++) {
		const struct disc *d = m->discs + i;

		canvas_disc(m->frame.canvas, d->x, d->y,
		    d->r + 1.5 * m->frame.unit, t->back);
		canvas_disc(m->frame.canvas, d->x, d->y, d->r,
		    network_colour(t, m->net->nodes[i].cluster));
	}
}

static bool
inside(struct box b, const struct box *r)
{
	return b.x >= r->x && b.y >= r->y && b.x + b.w <= r->x + r->w &&
	    b.y + b.h <= r->y + r->h;
}

/* What labels stand in the way of, and what they must not hide. */
struct labels {
	struct map *map;
	struct places discs, texts; /* the texts are among the discs, too */
};

static void
write_label(struct labels *l, const struct font *font, struct box b,
    double room, struct str name)
{
	canvas_text(l->map->frame.canvas, font,
	    (struct spot){ b.x + b.w / 2, frame_baseline(b.y + b.h / 2, font) },
	    ALIGN_MIDDLE, room, name);
	place_take(&l->discs, b);
	place_take(&l->texts, b);
}

/* Larger audiences have larger labels. */
static struct font
label_font(const struct map *m, size_t i)
{
	double unit = m->frame.unit;
	double size = clamp(m->discs[i].r / unit * 0.75, 13, 19);
	struct font font = frame_font(&m->frame, size,
	    i < NETWORK_LARGEST && size > 15, m->frame.look->theme->text);

	font.halo = m->frame.look->theme->back;
	return font;
}

/* The box among those where it is free of others; NULL when there is none. */
static const struct box *
free_box(const struct labels *l, const struct places *others,
    const struct box *ways, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (inside(ways[k], &l->map->frame.room) &&
		    place_free(others, ways[k]))
			return &ways[k];
	return NULL;
}

/* Below, above, right or left of its disc, wherever nothing is yet; one of the
 * largest also over others' discs, over its own, or wherever it must. */
static void
label_beside(struct labels *l, size_t i)
{
	struct frame *f = &l->map->frame;
	const struct disc *d = l->map->discs + i;
	struct font font = label_font(l->map, i);
	struct str name = l->map->net->nodes[i].name;
	double room = 150 * f->unit, space = 3 * f->unit;
	double w =
	    fmin(room, canvas_text_width(f->canvas, &font, name)) + 4 * f->unit;
	double h = font.size * 1.25;
	const struct box ways[] = {
		{ d->x - w / 2, d->y + d->r + space, w, h },
		{ d->x - w / 2, d->y - d->r - space - h, w, h },
		{ d->x + d->r + space, d->y - h / 2, w, h },
		{ d->x - d->r - space - w, d->y - h / 2, w, h },
		/* over the disc */
		{ d->x - w / 2, d->y - h / 2, w, h },
		{ d->x - w / 2, d->y, w, h },
		{ d->x - w / 2, d->y - h, w, h },
	};
	enum { BESIDE = 4, ALL = sizeof ways / sizeof *ways };
	const struct box *way = free_box(l, &l->discs, ways, BESIDE);
	struct box forced = ways[BESIDE];

	if (way == NULL && i < NETWORK_LARGEST)
		way = free_box(l, &l->texts, ways + BESIDE, ALL - BESIDE);
	if (way == NULL && i < NETWORK_LARGEST)
		way = free_box(l, &l->texts, ways, BESIDE);
	if (way == NULL && i < NETWORK_LARGEST) {
		forced.x = clamp(
		    forced.x, f->room.x, f->room.x + f->room.w - forced.w);
		way = &forced;
	}
	if (way != NULL)
		write_label(l, &font, *way, room, name);
}

/* Within the disc; false when it does not hold its name. */
static bool
label_within(struct labels *l, size_t i)
{
	struct frame *f = &l->map->frame;
	const struct disc *d = l->map->discs + i;
	struct font font = frame_font(f, 21, true, f->look->theme->on_peak);
	struct str name = l->map->net->nodes[i].name;
	double w = canvas_text_width(f->canvas, &font, name), h;

	font.size *= fmin(1, 1.75 * d->r / w);
	if (font.size < 10 * f->unit)
		return false;
	w = fmin(w, 1.75 * d->r);
	h = font.size * 1.25;
	write_label(l, &font, (struct box){ d->x - w / 2, d->y - h / 2, w, h },
	    0, name);
	return true;
}

/* Large ones first; a label may cover lines, a disc only where it must, and no
 * other label. */
static void
draw_labels(struct map *m)
{
	struct labels l = { .map = m };

	for (size_t i = 0; i < m->net->n; i++) {
		const struct disc *d = m->discs + i;

		place_take(&l.discs,
		    (struct box){ d->x - 0.9 * d->r, d->y - 0.9 * d->r,
			1.8 * d->r, 1.8 * d->r });
	}
	for (size_t i = 0; i < m->net->n; i++)
		if (!label_within(&l, i))
			label_beside(&l, i);
	place_clear(&l.discs);
	place_clear(&l.texts);
}

void
map_draw(
    struct canvas *canvas, const struct look *look, const struct network *net)
{
	struct map m = { .frame = frame_begin(canvas, look), .net = net };
	struct str title =
	    look->title.n > 0 ? look->title : str_of(look->words->map);
	struct buf subtitle = { 0 };
	struct key keys[NETWORK_KEYS];

	network_describe(&m.frame, net, look->words->map_note, &subtitle);
	canvas_describe(canvas, title, WHEN_UNKNOWN);
	frame_header(&m.frame, title, buf_view(&subtitle), NULL, 0);
	frame_legend(&m.frame, keys, network_keys(&m.frame, net, keys));
	choose_overlaps(&m);
	lay_out(&m);
	draw_overlaps(&m);
	draw_discs(&m);
	draw_labels(&m);
	buf_free(&subtitle);
	free(m.overlaps);
	free(m.discs);
}
