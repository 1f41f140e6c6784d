/* Bins buckets and thins a line to what its pixels show. */
#include <math.h>
#include <stdlib.h>

#include "chart/curve.h"
#include "core/mem.h"

struct tracer {
	struct curve *curve;
	struct pen pen;
	const struct scale *x;
	int64_t width;
	struct extent extent;
};

static void
add_spot(struct curve *c, double x, double y)
{
	size_t begun = c->n_pieces > 0 ? c->ends[c->n_pieces - 1] : 0;

	if (c->n > begun && c->at[c->n - 1].x == x && c->at[c->n - 1].y == y)
		return;
	MEM_RESERVE(c->at, c->cap, c->n + 1);
	c->at[c->n++] = (struct spot){ x, y };
}

static void
end_column(struct pen *p)
{
	if (!p->any)
		return;
	add_spot(p->curve, p->x, p->first);
	add_spot(p->curve, p->x, p->low_first ? p->low : p->high);
	add_spot(p->curve, p->x, p->low_first ? p->high : p->low);
	add_spot(p->curve, p->x, p->last);
	p->any = false;
}

void
pen_lift(struct pen *p)
{
	struct curve *c = p->curve;
	size_t begun = c->n_pieces > 0 ? c->ends[c->n_pieces - 1] : 0;

	end_column(p);
	if (c->n == begun)
		return;
	MEM_RESERVE(c->ends, c->cap_pieces, c->n_pieces + 1);
	c->ends[c->n_pieces++] = c->n;
}

void
pen_move(struct pen *p, double x, double y)
{
	if (p->any && floor(p->x) != floor(x))
		end_column(p);
	if (!p->any) {
		p->any = true;
		p->x = x;
		p->first = p->low = p->high = p->last = y;
		return;
	}
	if (y < p->low) {
		p->low = y;
		p->low_first = false;
	}
	if (y > p->high) {
		p->high = y;
		p->low_first = true;
	}
	p->last = y;
}

static void
add_bin(struct tracer *t, double sec, double rate)
{
	if (rate > t->curve->highest) {
		t->curve->highest = rate;
		t->curve->highest_sec = sec;
	}
	pen_move(&t->pen, scale_at(t->x, sec), rate);
}

/* What a bin has gathered. */
struct bin {
	int64_t from; /* second */
	double chats, rolling;
	int64_t gap; /* seconds */
	bool any;
};

/* The part of a bin that lies within the broadcast and was recorded. */
static int64_t
recorded(const struct tracer *t, const struct bin *b)
{
	int64_t from = b->from > t->extent.from ? b->from : t->extent.from;
	int64_t to = b->from + t->width;

	to = to < t->extent.to ? to : t->extent.to;
	return to - from - b->gap;
}

static void
end_bin(struct tracer *t, const struct bin *b, enum curve_of what)
{
	int64_t sec = recorded(t, b);
	double middle = (double)b->from + (double)t->width / 2;

	if (!b->any)
		return;
	/* Half a bin says too little of its rate; at an edge it is left out,
	 * and what was hardly recorded is a gap. */
	if (2 * sec < t->width && t->extent.to - t->extent.from > t->width) {
		if (b->gap > 0)
			pen_lift(&t->pen);
		return;
	}
	if (sec <= 0) {
		pen_lift(&t->pen);
		return;
	}
	if (what == CURVE_CHATS)
		add_bin(t, middle, b->chats / (double)sec);
	else if (b->rolling >= 0)
		add_bin(t, middle, b->rolling);
}

/* Where buckets are left out because there was no chat, the rate is 0. */
static void
skip_silence(struct tracer *t, int64_t from, int64_t to, enum curve_of what)
{
	double half = (double)t->width / 2;

	if (from >= to || what != CURVE_CHATS)
		return;
	add_bin(t, (double)from + half, 0);
	if (to - from > t->width)
		add_bin(t, (double)to - half, 0);
}

static int64_t
bin_of(int64_t sec, int64_t width)
{
	int64_t rest = sec % width;

	return sec - (rest < 0 ? rest + width : rest);
}

struct curve
curve_trace(const struct chart_bucket *b, size_t n, int64_t bucket_sec,
    int64_t width, enum curve_of what, const struct scale *x)
{
	struct curve curve = { .highest = -1 };
	struct tracer t = { .curve = &curve,
		.pen = { .curve = &curve },
		.x = x,
		.width = width };
	struct bin bin = { 0 };

	if (n == 0)
		return curve;
	t.extent = (struct extent){ b[0].sec, b[n - 1].sec + bucket_sec };
	for (size_t i = 0; i < n; i++) {
		int64_t from = bin_of(b[i].sec, width);

		if (bin.any && from != bin.from) {
			end_bin(&t, &bin, what);
			skip_silence(&t, bin.from + width, from, what);
			bin.any = false;
		}
		if (!bin.any)
			bin = (struct bin){ from, 0, -1, 0, true };
		bin.chats += b[i].gap ? 0 : b[i].chats;
		bin.gap += b[i].gap ? bucket_sec : 0;
		if (b[i].rolling >= 0 && !b[i].gap)
			bin.rolling = b[i].rolling / (double)bucket_sec;
	}
	end_bin(&t, &bin, what);
	pen_lift(&t.pen);
	curve.highest = curve.highest < 0 ? 0 : curve.highest;
	return curve;
}

void
curve_free(struct curve *c)
{
	free(c->at);
	free(c->ends);
	*c = (struct curve){ 0 };
}

int64_t
curve_width(
    double rate, int64_t bucket_sec, double least, double chats, int64_t span)
{
	static const int64_t steps[] = { 1, 2, 5, 10, 15, 20, 30, 60, 120, 300,
		600, 900, 1800, 3600 };
	int64_t width = bucket_sec;

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		bool enough = (double)width >= least &&
		    (rate * (double)width >= chats || span / width <= 120);

		if (enough)
			break;
		if (steps[i] > width && steps[i] % bucket_sec == 0)
			width = steps[i];
	}
	if ((double)width < least)
		width *= (int64_t)ceil(least / (double)width);
	return width;
}
