/*
 * cluster.h - the `cluster` record of chz-records(5): channels or broadcasts
 * that share an audience.
 */
#ifndef CHZ_RECORD_CLUSTER_H
#define CHZ_RECORD_CLUSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "jsonl/jsonl.h"

struct cluster {
	struct str id;            /* "1", "2", ..., most similar first */
	const struct str *member; /* ids of nodes, sorted by bytes */
	size_t n;
	double mean_similarity; /* mean Jaccard index of all pairs in it */
};

/* Appends it as one line. */
void cluster_put(struct buf *, const struct cluster *);

/* Where a reader's values have a cluster's keys. */
struct cluster_slots {
	int type, id, members, mean_similarity;
};

struct cluster_slots cluster_want(struct jsonl *);

/*
 * Reads a record's id and similarity, lent until the reader's next record;
 * false when it is no `cluster` record.  Its members are read one by one:
 *
 *	struct str rest = cluster_members(&slots, v), member;
 *
 *	while (cluster_member(in, &rest, &member))
 *		...
 */
bool cluster_read(const struct cluster_slots *, struct jsonl *,
    const struct json_val *, struct cluster *);
struct str cluster_members(
    const struct cluster_slots *, const struct json_val *);
bool cluster_member(struct jsonl *, struct str *rest, struct str *member);

#endif
