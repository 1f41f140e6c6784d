/* Chooses overlaps and places nodes. */
#include <stdlib.h>
#include <string.h>

#include "chart/layout_graph.h"
#include "chart/settle.h"
#include "core/mem.h"

/* Overlaps come strongest first: each node takes its first few. */
size_t
settle_overlaps(
    const struct network *w, size_t each, struct network_overlap *out)
{
	size_t *taken = xcalloc(w->n + 1, sizeof *taken), n = 0;

	for (size_t i = 0; i < w->n_overlaps; i++) {
		struct network_overlap o = w->overlaps[i];

		if (taken[o.a] >= each && taken[o.b] >= each)
			continue;
		if (o.share <= 0 || n == w->n * each)
			break;
		taken[o.a]++;
		taken[o.b]++;
		out[n++] = o;
	}
	free(taken);
	return n;
}

/* The overlaps pull; so does a centre for each cluster, and one for all, which
 * keeps the rest from drifting away. */
static size_t
make_edges(const struct network *w, const struct network_overlap *o,
    size_t n_overlaps, struct graph_edge *e)
{
	double strongest = n_overlaps > 0 ? o[0].share : 1;
	uint32_t all = (uint32_t)(w->n + w->n_clusters);
	size_t n = 0;

	for (size_t i = 0; i < n_overlaps; i++)
		e[n++] = (struct graph_edge){ o[i].a, o[i].b,
			0.05 + o[i].share / strongest };
	for (uint32_t i = 0; i < w->n; i++) {
		int cluster = w->nodes[i].cluster;

		e[n++] = (struct graph_edge){ i, all, 0.15 };
		if (cluster >= 0)
			e[n++] = (struct graph_edge){ i,
				(uint32_t)w->n + (uint32_t)cluster, 0.4 };
	}
	return n;
}

bool
settle_nodes(const struct network *w, const struct network_overlap *overlaps,
    size_t n_overlaps, struct spot *out)
{
	size_t n = w->n + w->n_clusters + 1;
	struct graph_edge *edges =
	    xcalloc(n_overlaps + 2 * w->n + 1, sizeof *edges);
	struct spot *at = xcalloc(n, sizeof *at);
	bool ok = layout_graph(
	    at, n, edges, make_edges(w, overlaps, n_overlaps, edges));

	memcpy(out, at, w->n * sizeof *at);
	free(edges);
	free(at);
	return ok;
}
