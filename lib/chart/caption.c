/* Draws topics above the time axis. */
#include <math.h>
#include <stdlib.h>

#include "chart/caption.h"
#include "chart/place.h"
#include "core/mem.h"

static const double HEIGHT = 26;    /* of a caption */
static const double FOOT = 16;      /* from the captions down to the plot */
static const double NARROWEST = 84; /* room that keywords need at least */

/* A topic that meets the extent. */
struct caption {
	const struct chart_topic *topic;
	double from, to; /* its part of the axis, in pixels */
	double chats;
};

static bool
meets(const struct chart_topic *t, struct extent e)
{
	return t->words.n > 0 && t->start < e.to && t->end > e.from;
}

double
caption_height(const struct frame *f, const struct stream *s, struct extent e)
{
	if (!frame_roomy(f))
		return 0;
	for (size_t i = 0; i < s->n_topics; i++)
		if (meets(s->topics + i, e))
			return (HEIGHT + FOOT) * f->unit;
	return 0;
}

static struct caption
caption_of(const struct chart_topic *t, const struct scale *x,
    const struct stream *s, struct extent e)
{
	struct extent part = { t->start > e.from ? t->start : e.from,
		t->end < e.to ? t->end : e.to };
	size_t n;
	const struct chart_bucket *b = stream_within(s, part, &n);

	return (struct caption){ t, scale_at(x, (double)part.from),
		scale_at(x, (double)part.to),
		stream_totals(b, n, s->width).chats };
}

static int
by_chats(const void *va, const void *vb)
{
	const struct caption *a = va, *b = vb;

	if (a->chats != b->chats)
		return a->chats > b->chats ? -1 : 1;
	return (a->from > b->from) - (a->from < b->from);
}

/* The keywords that fit into the room; the first in any case. */
static struct str
fitting(struct frame *f, const struct font *font, struct str words, double room)
{
	while (canvas_text_width(f->canvas, font, words) > room) {
		size_t n = words.n;

		while (n > 0 && words.p[n - 1] != ' ')
			n--;
		if (n == 0)
			break;
		words.n = n - 1;
	}
	return words;
}

static void
draw_words(struct frame *f, struct box b, double edge, struct str words)
{
	const struct theme *t = f->look->theme;
	struct font font = frame_font(f, 13.5, false, t->text);

	canvas_pill(f->canvas, b, 7 * f->unit, t->panel);
	canvas_text(f->canvas, &font,
	    (struct spot){
		b.x + b.w / 2, frame_baseline(b.y + b.h / 2, &font) },
	    ALIGN_MIDDLE, b.w - 2 * edge + f->unit, words);
}

/* Draws it where that hides no other caption. */
static void
draw(struct frame *f, struct box plot, const struct caption *c,
    struct places *taken)
{
	struct font font = frame_font(f, 13.5, false, 0);
	double u = f->unit, edge = 8 * u, line = plot.y - 8 * u;
	double room = fmax(c->to - c->from - 6 * u, NARROWEST * u);
	struct str words = fitting(f, &font, c->topic->words, room - 2 * edge);
	double width = canvas_text_width(f->canvas, &font, words) + 2 * edge;
	struct box b = { 0, f->room.y, fmin(width, room), HEIGHT * u };

	b.x = fmax(
	    plot.x, fmin((c->from + c->to - b.w) / 2, plot.x + plot.w - b.w));
	if (!place_free(taken, b))
		return;
	place_take(taken, b);
	draw_words(f, b, edge, words);
	canvas_line(f->canvas, (struct spot){ c->from + 2 * u, line },
	    (struct spot){ fmax(c->from + 3 * u, c->to - 2 * u), line },
	    1.6 * u, f->look->theme->axis);
}

void
caption_draw(struct frame *f, struct box plot, const struct scale *x,
    const struct stream *s, struct extent e)
{
	struct caption *c = xcalloc(s->n_topics + 1, sizeof *c);
	struct places taken = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < s->n_topics; i++)
		if (meets(s->topics + i, e))
			c[n++] = caption_of(s->topics + i, x, s, e);
	qsort(c, n, sizeof *c, by_chats);
	for (size_t i = 0; i < n; i++)
		draw(f, plot, c + i, &taken);
	place_clear(&taken);
	free(c);
}
