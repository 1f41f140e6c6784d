/* Chooses the closest overlaps and puts them in order. */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "crowd/closest.h"

const char *const closest_by_words[] = { "jaccard", "overlap", "affinity",
	NULL };

enum { SPARE = 64 * 1024 }; /* overlaps beyond `top` before they are cut */

static double
closeness(const struct closest *l, const struct closest_overlap *o)
{
	if (l->by == CLOSEST_AFFINITY && !isnan(o->affinity))
		return o->affinity;
	return l->by == CLOSEST_OVERLAP ? o->overlap : o->jaccard;
}

static int
by_closeness(const void *left, const void *right, void *closest)
{
	const struct closest_overlap *l = left, *r = right;
	double a = closeness(closest, l), b = closeness(closest, r);

	if (a != b)
		return a > b ? -1 : 1;
	if (l->a != r->a)
		return l->a < r->a ? -1 : 1;
	return l->b < r->b ? -1 : l->b > r->b;
}

/* Whether only the `top` can ever matter. */
static bool
can_cut(const struct closest *l)
{
	return l->top > 0 && l->each == 0;
}

static void
cut(struct closest *l)
{
	if (l->n > 0)
		qsort_r(l->at, l->n, sizeof *l->at, by_closeness, l);
	if (can_cut(l) && l->n > l->top)
		l->n = l->top;
}

void
closest_add(struct closest *l, uint32_t a, uint32_t b, const struct overlap *o)
{
	if (can_cut(l) && l->n / 2 >= l->top && l->n >= SPARE)
		cut(l);
	MEM_RESERVE(l->at, l->cap, l->n + 1);
	l->at[l->n++] = (struct closest_overlap){ a, b, o->inter, o->either,
		o->jaccard, o->overlap, o->jaccard_error, o->affinity, o->low,
		o->high };
}

/* Keeps what is among the `each` first of one of its nodes. */
static void
choose(struct closest *l, uint32_t nodes)
{
	uint32_t *taken = xcalloc(nodes, sizeof *taken);
	size_t kept = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct closest_overlap *o = &l->at[i];
		bool wanted = taken[o->a]++ < l->each || taken[o->b] < l->each;

		taken[o->b]++;
		if (wanted)
			l->at[kept++] = *o;
	}
	l->n = kept;
	free(taken);
}

void
closest_settle(struct closest *l, uint32_t nodes)
{
	cut(l);
	if (l->each > 0)
		choose(l, nodes);
	if (l->top > 0 && l->n > l->top)
		l->n = l->top;
}

struct overlap
closest_measures(const struct closest_overlap *l)
{
	return (struct overlap){ .inter = l->inter,
		.either = l->either,
		.jaccard = l->jaccard,
		.distance = overlap_round(1 - l->jaccard),
		.overlap = l->overlap,
		.jaccard_error = l->error,
		.affinity = l->affinity,
		.low = l->low,
		.high = l->high };
}

void
closest_free(struct closest *l)
{
	free(l->at);
	l->at = NULL;
	l->n = l->cap = 0;
}
