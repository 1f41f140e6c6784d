/*
 * overlap.h - the `overlap` record of chz-records(5): how much of their
 * audience two channels or broadcasts share.
 *
 * For the sets of users A and B: inter |A and B|, either |A or B|, Jaccard's
 * index inter / either, its distance 1 - jaccard, and the overlap coefficient
 * inter / min(|A|, |B|), which is 1 when one is part of the other.  Shares are
 * written to a millionth; `inter` and `union` are exact.
 */
#ifndef CHZ_RECORD_OVERLAP_H
#define CHZ_RECORD_OVERLAP_H

#include <stdint.h>

#include "record/record.h"

struct overlap {
	struct str a, b;       /* ids of nodes; a sorts before b */
	int64_t inter, either; /* `either` is the record's "union" */
	double jaccard, distance, overlap;
	double jaccard_error; /* standard error; unknown if exact */
};

/* The measures of two audiences of `a` and `b` users that share `inter`; the
 * ids are left absent. */
struct overlap overlap_of(int64_t a, int64_t b, int64_t inter);

/* A share to the nearest millionth, as records have it. */
double overlap_round(double share);

extern const struct record_type overlap_record;

/* One of which nothing is known. */
struct overlap overlap_blank(void);

#endif
