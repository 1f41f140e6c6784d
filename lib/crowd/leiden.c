/* Finds communities by igraph. */
#include <igraph.h>
#undef STR /* igraph has one, and so has str.h */

#include "crowd/leiden.h"

/* Few are enough; "until nothing changes" can take forever. */
enum { ITERATIONS = 20 };
static const double randomness = 0.01; /* the authors' beta */

/* What igraph wants, and what it returns. */
struct leiden_graph {
	igraph_t graph;
	igraph_vector_int_t edges, community;
	igraph_vector_t weights, strengths;
};

/* What an overlap weighs; 0 when it does not count. */
static double
weight_of(const struct similar *t, const struct similarity *s,
    const struct leiden_rule *rule)
{
	if (s->similarity < rule->threshold)
		return 0;
	return rule->by_affinity && t->has_affinities ? s->affinity
						      : s->similarity;
}

/* The overlaps that count, as edges and weights; their sum. */
static igraph_error_t
add_edges(struct leiden_graph *n, const struct similar *t,
    const struct leiden_rule *rule, double *sum)
{
	igraph_error_t status = IGRAPH_SUCCESS;

	*sum = 0;
	for (size_t i = 0; i < t->n && status == IGRAPH_SUCCESS; i++) {
		const struct similarity *s = &t->at[i];
		double weight = weight_of(t, s, rule);

		if (weight <= 0)
			continue;
		*sum += weight;
		status = igraph_vector_int_push_back(&n->edges, s->a);
		if (status == IGRAPH_SUCCESS)
			status = igraph_vector_int_push_back(&n->edges, s->b);
		if (status == IGRAPH_SUCCESS)
			status = igraph_vector_push_back(&n->weights, weight);
	}
	return status;
}

/* Modularity compares an edge with what the strengths of its ends promise:
 * their product over twice the sum of all edges. */
static igraph_error_t
find(struct leiden_graph *n, const struct leiden_rule *rule, double sum)
{
	double expected = sum > 0 ? rule->resolution / (2 * sum) : 0;
	igraph_integer_t found;
	igraph_error_t status;

	status = igraph_strength(&n->graph, &n->strengths, igraph_vss_all(),
	    IGRAPH_ALL, IGRAPH_LOOPS, &n->weights);
	if (status != IGRAPH_SUCCESS)
		return status;
	igraph_rng_seed(igraph_rng_default(), rule->seed);
	return igraph_community_leiden(&n->graph, &n->weights, &n->strengths,
	    expected, randomness, false, ITERATIONS, &n->community, &found,
	    NULL);
}

static igraph_error_t
solve(struct leiden_graph *n, const struct similar *t,
    const struct leiden_rule *rule)
{
	double sum;
	igraph_error_t status = add_edges(n, t, rule, &sum);

	if (status == IGRAPH_SUCCESS)
		status = igraph_add_vertices(&n->graph, t->nodes, NULL);
	if (status == IGRAPH_SUCCESS)
		status = igraph_add_edges(&n->graph, &n->edges, NULL);
	if (status == IGRAPH_SUCCESS)
		status = find(n, rule, sum);
	return status;
}

/* All five, or none. */
static igraph_error_t
open_network(struct leiden_graph *n)
{
	igraph_error_t status = igraph_empty(&n->graph, 0, IGRAPH_UNDIRECTED);

	if (status != IGRAPH_SUCCESS)
		return status;
	/* Vectors without elements take next to nothing. */
	status = igraph_vector_int_init(&n->edges, 0);
	if (status == IGRAPH_SUCCESS)
		status = igraph_vector_int_init(&n->community, 0);
	if (status == IGRAPH_SUCCESS)
		status = igraph_vector_init(&n->weights, 0);
	if (status == IGRAPH_SUCCESS)
		status = igraph_vector_init(&n->strengths, 0);
	return status;
}

static void
close_network(struct leiden_graph *n)
{
	igraph_vector_int_destroy(&n->edges);
	igraph_vector_int_destroy(&n->community);
	igraph_vector_destroy(&n->weights);
	igraph_vector_destroy(&n->strengths);
	igraph_destroy(&n->graph);
}

/* Whether any overlap counts; without one, igraph would search forever. */
static bool
has_edges(const struct similar *t, const struct leiden_rule *rule)
{
	for (size_t i = 0; i < t->n; i++)
		if (weight_of(t, &t->at[i], rule) > 0)
			return true;
	return false;
}

bool
leiden_group(const struct similar *t, const struct leiden_rule *rule,
    uint32_t *group, const char **why)
{
	struct leiden_graph n = { 0 };
	igraph_error_t status;

	for (uint32_t i = 0; i < t->nodes; i++)
		group[i] = i;
	if (!has_edges(t, rule))
		return true;
	igraph_set_error_handler(igraph_error_handler_ignore);
	status = open_network(&n);
	if (status == IGRAPH_SUCCESS)
		status = solve(&n, t, rule);
	for (uint32_t i = 0; i < t->nodes && status == IGRAPH_SUCCESS; i++)
		group[i] = (uint32_t)VECTOR(n.community)[i];
	close_network(&n);
	*why = igraph_strerror(status);
	return status == IGRAPH_SUCCESS;
}
