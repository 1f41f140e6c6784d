/*
 * cluster.h - the `cluster` record of chz-records(5): channels or broadcasts
 * that share an audience.
 */
#ifndef CHZ_RECORD_CLUSTER_H
#define CHZ_RECORD_CLUSTER_H

#include "record/record.h"

/* Begin with cluster_blank(). */
struct cluster {
	struct str id;          /* "1", "2", ..., most similar first */
	struct strs members;    /* ids of nodes, sorted by bytes */
	double mean_similarity; /* mean Jaccard index of its members */
};

extern const struct record_type cluster_record;

/* One of which nothing is known. */
struct cluster cluster_blank(void);

#endif
