/* Measures the overlaps of a ranked crowd from what its nodes share. */
#include "crowd/overlaps.h"
#include "crowd/shared.h"

/* One count of all overlaps. */
struct overlaps {
	const struct overlaps_rule *rule;
	const struct crowd *crowd;
	const struct ranking *ranking;
	overlaps_fn *fn;
	void *ctx;
};

static bool
is_wanted(
    const struct overlaps *c, uint32_t a, uint32_t b, const struct overlap *o)
{
	if (c->rule->focused && a != c->ranking->focus &&
	    b != c->ranking->focus)
		return false;
	return o->inter >= c->rule->min_cell &&
	    o->jaccard >= c->rule->min_jaccard &&
	    o->overlap >= c->rule->min_overlap;
}

static void
give(struct overlaps *c, uint32_t a, uint32_t b, struct overlap *o)
{
	if (!is_wanted(c, a, b, o))
		return;
	o->a = c->ranking->node[a].id;
	o->b = c->ranking->node[b].id;
	c->fn(c->ctx, a, b, o);
}

static void
take_count(void *overlaps, uint32_t a, uint32_t b, const struct shared *shared)
{
	struct overlaps *c = overlaps;
	const struct node *node = c->ranking->node;
	struct overlap o =
	    overlap_of(node[a].users, node[b].users, shared->inter);

	o.affinity = (double)shared->affinity / SHARED_ONE;
	give(c, a, b, &o);
}

/* The sketches of the two share someone: compares them. */
static void
take_sketches(
    void *overlaps, uint32_t a, uint32_t b, const struct shared *shared)
{
	struct overlaps *c = overlaps;
	const uint32_t *source = c->ranking->source;
	const struct crowd_node *node = c->crowd->nodes;
	struct overlap o =
	    sketch_overlap(&node[source[a]].sketch, &node[source[b]].sketch);

	(void)shared;
	give(c, a, b, &o);
}

void
overlaps_count(const struct overlaps_rule *rule, const struct crowd *crowd,
    const struct ranking *ranking, overlaps_fn *fn, void *ctx)
{
	struct overlaps c = { rule, crowd, ranking, fn, ctx };

	shared_count(&crowd->postings, ranking->n, SHARED_DENSE,
	    crowd->settings.sketch > 0 ? take_sketches : take_count, &c);
}
