/*
 * groups.h - groups of nodes that are alike.
 *
 * A grouping gives every node of settled overlaps the number of its group;
 * which numbers does not matter.  groups_link makes two nodes one group when a
 * chain of overlaps of the threshold or more joins them (single link, by
 * union-find); leiden.h finds communities.
 */
#ifndef CHZ_CROWD_GROUPS_H
#define CHZ_CROWD_GROUPS_H

#include "core/str.h"
#include "crowd/similar.h"

/* `group` has room for all nodes. */
void groups_link(const struct similar *, double threshold, uint32_t *group);

/* Two nodes or more. */
struct group {
	uint32_t first, n; /* its part of `member` */
	double mean;       /* similarity of all its overlaps; none counts 0 */
};

struct groups {
	struct group *at; /* by mean, then size, falling, then first member */
	uint32_t n;
	struct str
	    *member; /* ids, sorted in each group, lent by the overlaps */
};

struct groups groups_of(const struct similar *, const uint32_t *group);
void groups_free(struct groups *);

#endif
