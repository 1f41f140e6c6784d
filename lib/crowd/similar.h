/*
 * similar.h - how similar nodes are, as read from overlap records.
 *
 * An overlap costs 24 bytes.  Once settled, nothing depends on the order in
 * which they came: nodes are numbered by the bytes of their ids, overlaps are
 * sorted by their nodes, and of two with the same nodes the closer one counts.
 */
#ifndef CHZ_CROWD_SIMILAR_H
#define CHZ_CROWD_SIMILAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/intern.h"

struct similarity {
	uint32_t a, b;     /* nodes; a < b once settled */
	double similarity; /* Jaccard index, 0 to 1 */
	double affinity;   /* NAN when it is not known */
};

struct similar {
	struct str *id; /* by number, sorted; once settled */
	uint32_t nodes;
	struct similarity *at; /* `n` of them */
	size_t n, cap;
	bool has_affinities; /* all of them; once settled */
	struct intern ids;   /* private */
};

/* The overlap of two different nodes. */
void similar_add(struct similar *, struct str a, struct str b,
    double similarity, double affinity);
/* Ends adding. */
void similar_settle(struct similar *);
void similar_free(struct similar *);

#endif
