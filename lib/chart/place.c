/* Finds places for labels, in rows and among boxes. */
#include <stdlib.h>

#include "chart/place.h"
#include "core/mem.h"

/*
 * Labels that push each other form a run; a run stands at the mean of what
 * its members wish for it.  A run that meets the one before joins it.
 */
struct label_run {
	double wish; /* sum of the left edges wished for the run */
	double width;
	size_t n;
};

static double
clamp(double v, double low, double high)
{
	return v < low ? low : v > high ? high : v;
}

static double
run_left(const struct label_run *r, double left, double right)
{
	return clamp(r->wish / (double)r->n, left, right - r->width);
}

/* Joins `b`, which stands right of `a`, to it. */
static void
join(struct label_run *a, const struct label_run *b, double space)
{
	a->wish += b->wish - (double)b->n * (a->width + space);
	a->width += space + b->width;
	a->n += b->n;
}

static size_t
pool(struct label_run *runs, const struct label *l, size_t n, double left,
    double right, double space)
{
	size_t top = 0;

	for (size_t i = 0; i < n; i++) {
		runs[top++] = (struct label_run){ l[i].x - l[i].width / 2,
			l[i].width, 1 };
		while (top > 1 &&
		    run_left(runs + top - 2, left, right) +
			    runs[top - 2].width + space >
			run_left(runs + top - 1, left, right)) {
			join(runs + top - 2, runs + top - 1, space);
			top--;
		}
	}
	return top;
}

bool
place_row(struct label *l, size_t n, double left, double right, double space)
{
	struct label_run *runs;
	double total = 0;
	size_t n_runs, at = 0;

	for (size_t i = 0; i < n; i++)
		total += l[i].width + (i > 0 ? space : 0);
	if (total > right - left)
		return false;
	runs = xmalloc((n + 1) * sizeof *runs);
	n_runs = pool(runs, l, n, left, right, space);
	for (size_t r = 0; r < n_runs; r++) {
		double x = run_left(runs + r, left, right);

		for (size_t i = 0; i < runs[r].n; i++, at++) {
			l[at].x = x;
			x += l[at].width + space;
		}
	}
	free(runs);
	return true;
}

static bool
meet(const struct box *a, const struct box *b)
{
	return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h &&
	    b->y < a->y + a->h;
}

bool
place_free(const struct places *p, struct box b)
{
	for (size_t i = 0; i < p->n; i++)
		if (meet(p->taken + i, &b))
			return false;
	return true;
}

void
place_take(struct places *p, struct box b)
{
	MEM_RESERVE(p->taken, p->cap, p->n + 1);
	p->taken[p->n++] = b;
}

void
place_clear(struct places *p)
{
	free(p->taken);
	*p = (struct places){ 0 };
}
