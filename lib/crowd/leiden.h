/*
 * leiden.h - communities by the Leiden algorithm (Traag, Waltman and van Eck,
 * "From Louvain to Leiden", 2019), maximising modularity weighted by
 * similarity or by affinity (overlap.h).  The one file that knows igraph.
 */
#ifndef CHZ_CROWD_LEIDEN_H
#define CHZ_CROWD_LEIDEN_H

#include <stdbool.h>

#include "crowd/similar.h"

struct leiden_rule {
	double threshold;  /* overlaps below it do not count */
	bool by_affinity;  /* weights, not by Jaccard where all are known */
	double resolution; /* 1 is modularity; more makes smaller groups */
	uint64_t seed;     /* the same seed, the same communities */
};

/*
 * Gives every node of settled overlaps the number of its community.  False when
 * igraph refused; *why is a static text then.
 */
bool leiden_group(const struct similar *, const struct leiden_rule *,
    uint32_t *group, const char **why);

#endif
