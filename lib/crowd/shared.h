/*
 * shared.h - how many users every two nodes share.
 *
 * Counted through the users: one who was at k nodes adds 1 to each of their
 * k(k-1)/2 overlaps, so the work follows what is shared and never nodes^2 times
 * audience.  Up to SHARED_DENSE nodes all counters stand in one triangle, which
 * fits a cache; beyond, one row of counters is filled at a time, through the
 * users of that node alone, and only the parts of it that were touched are
 * read: memory stays at 4 bytes for each node of a user and 16 a node.
 */
#ifndef CHZ_CROWD_SHARED_H
#define CHZ_CROWD_SHARED_H

#include <stdint.h>

#include "crowd/postings.h"

enum { SHARED_DENSE = 2500 };

/* What two nodes share: users, 1 or more, and their affinity (overlap.h).
 * Affinities are summed up in parts of 2^28, so that the order of the users
 * does not matter. */
struct shared {
	uint64_t affinity;
	uint32_t inter;
};
enum { SHARED_ONE = 1 << 28 };

/* Nodes a < b share that. */
typedef void shared_fn(
    void *ctx, uint32_t a, uint32_t b, const struct shared *);

/*
 * Calls `fn` for every two that share someone, by a, then by b.  The lists
 * must be folded and name nodes below `nodes` only.  More than `dense` nodes
 * are done row by row; SHARED_DENSE unless a test wants it otherwise.
 */
void shared_count(const struct postings *, uint32_t nodes, uint32_t dense,
    shared_fn *fn, void *ctx);

#endif
