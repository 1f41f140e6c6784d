/*
 * rank.h - the audiences that count, in a fixed order.
 *
 * From what was gathered, in this order: visits of users with too few
 * messages go, then users who were at too many nodes (bots, mostly), then
 * nodes whose audience is too small or too large.  What stays is numbered by
 * the bytes of the nodes' ids, so that any order of input, cut into any parts,
 * gives the same result.
 */
#ifndef CHZ_CROWD_RANK_H
#define CHZ_CROWD_RANK_H

#include "crowd/crowd.h"
#include "record/node.h"

/* Zero sets no limit. */
struct rank_rule {
	uint32_t min_messages; /* of a user at a node; needs counted visits */
	uint32_t max_nodes;    /* that one user may be at */
	uint32_t min_users, max_users; /* of a node */
	const struct intern *banned;   /* ids of nodes left out, or NULL */
	/* Only nodes with messages within `slack` ms of this node's time. */
	struct str during;
	int64_t slack;
};

struct ranking {
	struct node *node; /* by id; texts lent by the crowd */
	uint32_t n;
	uint32_t *source; /* their numbers in the crowd */
	uint32_t focus;   /* the node of rule.during, or INTERN_NONE */
	uint32_t bots;    /* users left out for being at too many nodes; without
			   * that rule, how many were in more than half of
			   * 100 nodes or more */
	uint32_t timeless; /* nodes left out because their time is unknown */
};

/* Applies the rule to a settled crowd, whose postings from then on name nodes
 * by their place in the ranking. */
struct ranking crowd_rank(struct crowd *, const struct rank_rule *);

void ranking_free(struct ranking *);

#endif
