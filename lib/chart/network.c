/* Takes records into a network of audiences. */
#include <stdlib.h>
#include <string.h>

#include "chart/network.h"
#include "core/mem.h"

void
network_want(struct network *w, struct jsonl *in)
{
	record_want(&w->node, &node_record, in, "id name users");
	record_want(&w->overlap, &overlap_record, in, "a b jaccard");
	record_want(&w->cluster, &cluster_record, in, "members");
}

/* The number of the node, added if it is new. */
static uint32_t
node_of(struct network *w, struct str id)
{
	uint32_t at = intern_add(&w->ids, id);

	MEM_RESERVE(w->nodes, w->cap, (size_t)at + 1);
	if (at == w->n)
		w->nodes[w->n++] =
		    (struct network_node){ w->ids.names[at], 0, NETWORK_ALONE };
	return at;
}

static void
take_node(struct network *w, const struct node *n)
{
	uint32_t at = node_of(w, n->id); /* first: it may move the nodes */
	struct network_node *node = w->nodes + at;

	if (n->users > 0)
		node->users = (double)n->users;
	if (n->name.n > 0)
		node->name =
		    (struct str){ arena_copy(&w->names, n->name.p, n->name.n),
			    n->name.n };
}

static void
take_overlap(struct network *w, struct jsonl *in, const struct overlap *o)
{
	struct network_overlap kept;

	if (!record_is_whole(&overlap_record, o) ||
	    !(o->jaccard >= 0 && o->jaccard <= 1)) {
		jsonl_bad(in, "overlap needs a, b and jaccard");
		return;
	}
	kept = (struct network_overlap){ node_of(w, o->a), node_of(w, o->b),
		o->jaccard };
	if (kept.a == kept.b)
		return;
	MEM_RESERVE(w->overlaps, w->cap_overlaps, w->n_overlaps + 1);
	w->overlaps[w->n_overlaps++] = kept;
}

static void
take_cluster(struct network *w, const struct cluster *c)
{
	for (size_t i = 0; i < c->members.n; i++) {
		uint32_t at = node_of(w, c->members.at[i]);

		w->nodes[at].cluster = (int)w->n_clusters;
	}
	w->n_clusters++;
}

void
network_record(struct network *w, struct jsonl *in, const struct json_val *v)
{
	struct node node = node_blank();
	struct overlap overlap = overlap_blank();
	struct cluster cluster = cluster_blank();

	if (record_read(&w->node, v, &node)) {
		if (node.id.p != NULL)
			take_node(w, &node);
	} else if (record_read(&w->overlap, v, &overlap)) {
		take_overlap(w, in, &overlap);
	} else if (record_read(&w->cluster, v, &cluster)) {
		take_cluster(w, &cluster);
	}
}

struct ranked_node {
	struct network_node node;
	uint32_t was;
};

static int
by_users(const void *va, const void *vb)
{
	const struct ranked_node *a = va, *b = vb;

	if (a->node.users != b->node.users)
		return a->node.users > b->node.users ? -1 : 1;
	return str_cmp(a->node.name, b->node.name);
}

static int
by_share(const void *va, const void *vb)
{
	const struct network_overlap *a = va, *b = vb;

	if (a->share != b->share)
		return a->share > b->share ? -1 : 1;
	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return (a->b > b->b) - (a->b < b->b);
}

/* Overlaps get the nodes' new numbers, the smaller first; those of dropped
 * nodes go. */
static void
renumber(struct network *w, const uint32_t *now)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->n_overlaps; i++) {
		uint32_t a = now[w->overlaps[i].a], b = now[w->overlaps[i].b];

		if (a < w->n && b < w->n)
			w->overlaps[kept++] =
			    (struct network_overlap){ a < b ? a : b,
				    a < b ? b : a, w->overlaps[i].share };
	}
	w->n_overlaps = kept;
	if (kept > 0)
		qsort(w->overlaps, kept, sizeof *w->overlaps, by_share);
}

/* Clusters get new numbers: first those of the largest nodes, most users first;
 * of equal ones those with most members, then as they came. */
static void
number_clusters(struct network *w)
{
	size_t n = w->n_clusters;
	int *rank = xcalloc(n + 1, sizeof *rank);
	double *users = xcalloc(n + 1, sizeof *users), all = 1;

	for (size_t i = 0; i < w->n; i++)
		all += w->nodes[i].users;
	for (size_t i = 0; i < w->n; i++) {
		int cluster = w->nodes[i].cluster;

		if (cluster < 0)
			continue;
		if (i < NETWORK_LARGEST && users[cluster] < all)
			users[cluster] += all;
		/* A member is worth less than a user. */
		users[cluster] += w->nodes[i].users + 0.5 / (double)w->n;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			rank[i] += users[j] > users[i] ||
			    (j < i && users[j] == users[i]);
	for (size_t i = 0; i < w->n; i++)
		if (w->nodes[i].cluster >= 0)
			w->nodes[i].cluster = rank[w->nodes[i].cluster];
	free(rank);
	free(users);
}

void
network_end(struct network *w, size_t most)
{
	struct ranked_node *all = xcalloc(w->n + 1, sizeof *all);
	uint32_t *now = xcalloc(w->n + 1, sizeof *now);
	size_t n = w->n;

	for (size_t i = 0; i < n; i++)
		all[i] = (struct ranked_node){ w->nodes[i], (uint32_t)i };
	qsort(all, n, sizeof *all, by_users);
	for (size_t i = 0; i < n; i++) {
		w->nodes[i] = all[i].node;
		now[all[i].was] = (uint32_t)i;
	}
	number_clusters(w);
	w->n = n < most ? n : most;
	w->left_out = n - w->n;
	renumber(w, now);
	free(all);
	free(now);
}

void
network_free(struct network *w)
{
	free(w->nodes);
	free(w->overlaps);
	intern_free(&w->ids);
	arena_free(&w->names);
}
