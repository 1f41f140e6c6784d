/*
 * sketch.h - a set of users in bounded memory: bottom-k, also called
 * k-minimum-values MinHash.
 *
 * Every user is hashed to 64 bits, evenly; a sketch keeps the `most` smallest
 * hashes it has seen.  A set no larger than that is kept whole, and answers
 * about it are exact.  Else, with k = most:
 *
 *	size     (k - 1) / h,  h the largest kept hash as a share of all hashes;
 *	         relative standard error 1 / sqrt(k - 2)
 *	Jaccard  of the k smallest hashes of A or B, the share in both;
 *	         standard error sqrt(J (1 - J) / k)
 *
 * (Cohen and Kaplan, "Summarizing data using bottom-k sketches", 2007; Beyer
 * et al., "On synopses for distinct-value estimation", 2007.)  The sketch of a
 * union is made of the sketches alone, so parts can be merged in any order.
 */
#ifndef CHZ_CROWD_SKETCH_H
#define CHZ_CROWD_SKETCH_H

#include <stddef.h>
#include <stdint.h>

#include "core/str.h"
#include "record/overlap.h"

struct sketch {
	uint32_t most;  /* hashes kept; set before the first, 8 or more */
	uint64_t *hash; /* ascending once settled; `n` of them */
	size_t n, cap;
	size_t sorted; /* how many of them are in order, the rest came since */
};

enum { SKETCH_LEAST = 8, SKETCH_USUAL = 4096, SKETCH_MOST = 1 << 24 };

/* The same for the same id, on any machine, in any version: XXH3 with its
 * default seed.  Sketches of other processes are merged. */
uint64_t sketch_hash(struct str id);

void sketch_add(struct sketch *, uint64_t hash);
/* Sorts and cuts what was added; before the others are asked. */
void sketch_settle(struct sketch *);

/* How many there are, and the standard error of that: 0 when it is exact. */
double sketch_size(const struct sketch *, double *error);

/* What two sets share, ids left absent; jaccard_error is 0 when all of it is
 * exact. */
struct overlap sketch_overlap(const struct sketch *, const struct sketch *);

void sketch_free(struct sketch *);

#endif
