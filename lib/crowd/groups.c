/* Joins nodes into groups, and lists those. */
#include <stdlib.h>

#include "core/mem.h"
#include "crowd/groups.h"
#include "record/overlap.h"

/* The head of a node's group; halves the way there. */
static uint32_t
head(uint32_t *up, uint32_t node)
{
	while (up[node] != node)
		node = up[node] = up[up[node]];
	return node;
}

void
groups_link(const struct similar *t, double threshold, uint32_t *group)
{
	for (uint32_t i = 0; i < t->nodes; i++)
		group[i] = i;
	for (size_t i = 0; i < t->n; i++) {
		uint32_t a = head(group, t->at[i].a);
		uint32_t b = head(group, t->at[i].b);

		/* The lowest is the head, and heads are above all they lead. */
		if (t->at[i].similarity >= threshold)
			group[a > b ? a : b] = a < b ? a : b;
	}
	for (uint32_t i = 0; i < t->nodes; i++)
		group[i] = head(group, i);
}

/* A node and its group. */
struct grouped {
	uint32_t group, node;
};

static int
by_group(const void *left, const void *right)
{
	const struct grouped *l = left, *r = right;

	if (l->group != r->group)
		return l->group < r->group ? -1 : 1;
	return l->node < r->node ? -1 : l->node > r->node;
}

static struct grouped *
sorted_places(const struct similar *t, const uint32_t *group)
{
	struct grouped *p = xcalloc(t->nodes, sizeof *p);

	for (uint32_t i = 0; i < t->nodes; i++)
		p[i] = (struct grouped){ group[i], i };
	qsort(p, t->nodes, sizeof *p, by_group);
	return p;
}

/* Where the run of one group that begins at `i` ends. */
static uint32_t
run_end(const struct grouped *p, uint32_t n, uint32_t i)
{
	uint32_t end = i;

	while (end < n && p[end].group == p[i].group)
		end++;
	return end;
}

static const uint32_t ALONE = UINT32_MAX;

/* Fills `at` and `member`; `number` gets each node's place in `at`. */
static void
collect(struct groups *g, const struct similar *t, const uint32_t *group,
    uint32_t *number)
{
	struct grouped *p = sorted_places(t, group);
	uint32_t end;

	for (uint32_t i = 0; i < t->nodes; i = end) {
		bool alone;

		end = run_end(p, t->nodes, i);
		alone = end - i < 2;
		if (!alone)
			g->at[g->n] = (struct group){ i, end - i, 0 };
		for (uint32_t j = i; j < end; j++) {
			g->member[j] = t->id[p[j].node];
			number[p[j].node] = alone ? ALONE : g->n;
		}
		g->n += !alone;
	}
	free(p);
}

static double
overlaps_in(const struct group *g)
{
	return (double)g->n * (g->n - 1) / 2;
}

static void
measure(struct groups *g, const struct similar *t, const uint32_t *number)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct similarity *s = &t->at[i];

		if (number[s->a] == number[s->b] && number[s->a] != ALONE)
			g->at[number[s->a]].mean += s->similarity;
	}
	for (uint32_t i = 0; i < g->n; i++)
		g->at[i].mean =
		    overlap_round(g->at[i].mean / overlaps_in(&g->at[i]));
}

static int
by_mean(const void *left, const void *right, void *groups)
{
	const struct groups *g = groups;
	const struct group *l = left, *r = right;

	if (l->mean != r->mean)
		return l->mean > r->mean ? -1 : 1;
	if (l->n != r->n)
		return l->n > r->n ? -1 : 1;
	return str_cmp(g->member[l->first], g->member[r->first]);
}

struct groups
groups_of(const struct similar *t, const uint32_t *group)
{
	struct groups g = {
		.at = xcalloc(t->nodes, sizeof *g.at),
		.member = xcalloc(t->nodes, sizeof *g.member),
	};
	uint32_t *number = xcalloc(t->nodes, sizeof *number);

	collect(&g, t, group, number);
	measure(&g, t, number);
	if (g.n > 0)
		qsort_r(g.at, g.n, sizeof *g.at, by_mean, &g);
	free(number);
	return g;
}

void
groups_free(struct groups *g)
{
	free(g->at);
	free(g->member);
	*g = (struct groups){ 0 };
}
