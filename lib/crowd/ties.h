/*
 * ties.h - how similar pairs of nodes are, as read from overlap records.
 *
 * A tie costs 16 bytes.  Once settled, nothing depends on the order in which
 * ties came: nodes are numbered by the bytes of their ids, ties stand in order
 * of their ends, and of a pair that came twice the closer one counts.
 */
#ifndef CHZ_CROWD_TIES_H
#define CHZ_CROWD_TIES_H

#include <stddef.h>
#include <stdint.h>

#include "core/intern.h"

struct tie {
	uint32_t a, b;     /* nodes; a < b once settled */
	double similarity; /* Jaccard index, 0 to 1 */
};

struct ties {
	struct str *id; /* by number, sorted; once settled */
	uint32_t nodes;
	struct tie *at; /* `n` of them */
	size_t n, cap;
	struct intern ids; /* private */
};

/* A pair of different nodes. */
void ties_add(struct ties *, struct str a, struct str b, double similarity);
/* Ends adding. */
void ties_settle(struct ties *);
void ties_free(struct ties *);

#endif
