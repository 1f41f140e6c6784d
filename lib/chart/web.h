/*
 * web.h - audiences and what they share, gathered for drawing.
 *
 * From the records node, overlap and cluster: a node for each channel or
 * broadcast, a link for each pair with viewers in common, and to which cluster
 * a node belongs.  Memory: 64 bytes a node and 24 a link.
 */
#ifndef CHZ_CHART_WEB_H
#define CHZ_CHART_WEB_H

#include "core/intern.h"
#include "event/cluster.h"
#include "event/node.h"
#include "event/overlap.h"
#include "jsonl/jsonl.h"

enum { WEB_ALONE = -1 };

struct web_node {
	struct str name; /* the id where there is no name */
	double users;    /* 0 when unknown */
	int cluster;     /* 0 is the largest; WEB_ALONE in none */
};

struct web_link {
	uint32_t a, b; /* nodes */
	double share;  /* Jaccard's index */
};

struct web {
	struct web_node *nodes; /* most users first, after web_end */
	struct web_link *links;
	size_t n, n_links;
	size_t n_clusters;
	size_t left_out; /* nodes that web_end dropped */
	/* private */
	size_t cap, cap_links, cap_sizes;
	size_t *sizes; /* of clusters, in order of arrival */
	struct intern ids;
	struct arena names;
	struct node_slots node;
	struct overlap_slots overlap;
	struct cluster_slots cluster;
};

void web_want(struct web *, struct jsonl *);
/* Takes a record in; other types are passed over, bad ones named. */
void web_record(struct web *, struct jsonl *, const struct json_val *);
/* Sorts, and keeps the `most` largest nodes and the links between them. */
void web_end(struct web *, size_t most);
void web_free(struct web *);

#endif
