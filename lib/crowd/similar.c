/* Gathers and sorts how similar nodes are. */
#include <math.h>
#include <stdlib.h>

#include "crowd/similar.h"

void
similar_add(struct similar *t, struct str a, struct str b, double similarity,
    double affinity)
{
	uint32_t first = intern_add(&t->ids, a);
	uint32_t second = intern_add(&t->ids, b);

	MEM_RESERVE(t->at, t->cap, t->n + 1);
	t->at[t->n++] =
	    (struct similarity){ first, second, similarity, affinity };
}

static int
by_id(const void *left, const void *right, void *ids)
{
	const struct intern *t = ids;

	return str_cmp(t->names[*(const uint32_t *)left],
	    t->names[*(const uint32_t *)right]);
}

/* Numbers the nodes by their ids: the place of each in that order. */
static uint32_t *
order_nodes(struct similar *t)
{
	uint32_t *order = xcalloc(t->ids.n, sizeof *order);
	uint32_t *place = xcalloc(t->ids.n, sizeof *place);

	for (uint32_t i = 0; i < t->ids.n; i++)
		order[i] = i;
	qsort_r(order, t->ids.n, sizeof *order, by_id, &t->ids);
	t->nodes = t->ids.n;
	t->id = xcalloc(t->nodes, sizeof *t->id);
	for (uint32_t i = 0; i < t->nodes; i++) {
		place[order[i]] = i;
		t->id[i] = t->ids.names[order[i]];
	}
	free(order);
	return place;
}

/* By their nodes, the closest of equals first. */
static int
by_nodes(const void *left, const void *right)
{
	const struct similarity *l = left, *r = right;

	if (l->a != r->a)
		return l->a < r->a ? -1 : 1;
	if (l->b != r->b)
		return l->b < r->b ? -1 : 1;
	if (l->similarity != r->similarity)
		return l->similarity > r->similarity ? -1 : 1;
	if (l->affinity != r->affinity)
		return l->affinity > r->affinity ? -1 : 1;
	return 0;
}

static void
renumber(struct similarity *s, const uint32_t *place)
{
	uint32_t a = place[s->a], b = place[s->b];

	s->a = a < b ? a : b;
	s->b = a < b ? b : a;
}

void
similar_settle(struct similar *t)
{
	uint32_t *place = order_nodes(t);
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++)
		renumber(&t->at[i], place);
	if (t->n > 0)
		qsort(t->at, t->n, sizeof *t->at, by_nodes);
	for (size_t i = 0; i < t->n; i++)
		if (kept == 0 || t->at[i].a != t->at[kept - 1].a ||
		    t->at[i].b != t->at[kept - 1].b)
			t->at[kept++] = t->at[i];
	t->n = kept;
	t->has_affinities = true;
	for (size_t i = 0; i < t->n; i++)
		t->has_affinities &= !isnan(t->at[i].affinity);
	free(place);
}

void
similar_free(struct similar *t)
{
	free(t->id);
	free(t->at);
	intern_free(&t->ids);
	*t = (struct similar){ 0 };
}
