/* Places the nodes of a network by igraph. */
#include <math.h>

#include <igraph/igraph.h>

#include "chart/layout_graph.h"

enum { SEED = 20260106, ROUNDS = 600 };

/* Nodes start on a sunflower's spiral, which has no two in one place. */
static void
start(igraph_matrix_t *at, size_t n)
{
	const double golden = 2.399963229728653; /* radians */

	for (size_t i = 0; i < n; i++) {
		double r = sqrt((double)i + 0.5);
		double angle = golden * (double)i;

		MATRIX(*at, (igraph_integer_t)i, 0) = r * cos(angle);
		MATRIX(*at, (igraph_integer_t)i, 1) = r * sin(angle);
	}
}

static bool
build(igraph_t *g, igraph_vector_t *weights, size_t n,
    const struct graph_edge *e, size_t n_edges)
{
	igraph_vector_int_t ends;
	bool ok;

	if (igraph_vector_int_init(&ends, (igraph_integer_t)(2 * n_edges)) != 0)
		return false;
	for (size_t i = 0; i < n_edges; i++) {
		VECTOR(ends)[2 * i] = e[i].a;
		VECTOR(ends)[2 * i + 1] = e[i].b;
		VECTOR(*weights)[i] = e[i].weight;
	}
	ok = igraph_create(g, &ends, (igraph_integer_t)n, IGRAPH_UNDIRECTED) ==
	    0;
	igraph_vector_int_destroy(&ends);
	return ok;
}

static bool
run(const igraph_t *g, const igraph_vector_t *weights, igraph_matrix_t *at,
    size_t n)
{
	igraph_rng_seed(igraph_rng_default(), SEED);
	return igraph_layout_fruchterman_reingold(g, at, true, ROUNDS,
		   sqrt((double)n), IGRAPH_LAYOUT_NOGRID, weights, NULL, NULL,
		   NULL, NULL) == 0;
}

bool
layout_graph(
    struct spot *out, size_t n, const struct graph_edge *edges, size_t n_edges)
{
	igraph_vector_t weights;
	igraph_matrix_t at;
	igraph_t g;
	bool ok = false;

	igraph_set_error_handler(igraph_error_handler_ignore);
	if (igraph_vector_init(&weights, (igraph_integer_t)n_edges) != 0)
		return false;
	if (igraph_matrix_init(&at, (igraph_integer_t)n, 2) != 0)
		goto no_matrix;
	if (!build(&g, &weights, n, edges, n_edges))
		goto no_graph;
	start(&at, n);
	ok = run(&g, &weights, &at, n);
	for (size_t i = 0; ok && i < n; i++)
		out[i] = (struct spot){ MATRIX(at, (igraph_integer_t)i, 0),
			MATRIX(at, (igraph_integer_t)i, 1) };
	igraph_destroy(&g);
no_graph:
	igraph_matrix_destroy(&at);
no_matrix:
	igraph_vector_destroy(&weights);
	return ok;
}
