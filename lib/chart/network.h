/*
 * network.h - audiences and what they share, gathered for drawing.
 *
 * From the records node, overlap and cluster: a node for each channel or
 * broadcast, the overlaps of those with viewers in common, and to which cluster
 * a node belongs.  Memory: 64 bytes a node and 24 an overlap.
 */
#ifndef CHZ_CHART_NETWORK_H
#define CHZ_CHART_NETWORK_H

#include "core/intern.h"
#include "jsonl/jsonl.h"
#include "record/cluster.h"
#include "record/node.h"
#include "record/overlap.h"

enum { NETWORK_ALONE = -1, NETWORK_LARGEST = 30 /* nodes */ };

struct network_node {
	struct str name; /* the id where there is no name */
	double users;    /* 0 when unknown */
	int cluster;     /* 0 has most users; NETWORK_ALONE in none.  Those of
			    the NETWORK_LARGEST nodes come first */
};

struct network_overlap {
	uint32_t a, b; /* nodes */
	double share;  /* Jaccard's index */
};

struct network {
	struct network_node *nodes; /* most users first, after network_end */
	struct network_overlap *overlaps;
	size_t n, n_overlaps;
	size_t n_clusters;
	size_t left_out; /* nodes that network_end dropped */
	/* private */
	size_t cap, cap_overlaps;
	struct intern ids;
	struct arena names;
	struct record_reader node, overlap, cluster;
};

void network_want(struct network *, struct jsonl *);
/* Takes a record in; other types are ignored, bad ones reported. */
void network_record(struct network *, struct jsonl *, const struct json_val *);
/* Sorts, and keeps the `most` largest nodes and the overlaps of those. */
void network_end(struct network *, size_t most);
void network_free(struct network *);

#endif
