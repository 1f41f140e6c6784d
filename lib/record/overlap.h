/*
 * overlap.h - the `overlap` record of chz-records(5): how much of their
 * audience two channels or broadcasts share.
 *
 * For the sets of users A and B: inter |A and B|, either |A or B|, Jaccard's
 * index inter / either, its distance 1 - jaccard, and the overlap coefficient
 * inter / min(|A|, |B|), which is 1 when one is part of the other.  Shares are
 * written to a millionth; `inter` and `union` are exact.  `low` and `high` are
 * where the index of a larger audience of the same kind would be, 19 times out
 * of 20.
 *
 * Who is everywhere, as bots are, makes all audiences alike.  The affinity is
 * M. E. J. Newman's weight ("Scientific collaboration networks. II", 2001):
 * each user of both counts 1 / (k - 1) when they are at k nodes in all.
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
	double affinity;      /* unknown where it is an estimate */
	double low, high;     /* of jaccard */
};

/* The measures of two audiences of `a` and `b` users that share `inter`; the
 * ids are left absent. */
struct overlap overlap_of(int64_t a, int64_t b, int64_t inter);

/* Sets low and high to those of a share among `n` > 0 users. */
void overlap_interval(struct overlap *, double share, double n);

/* A share to the nearest millionth, as records have it. */
double overlap_round(double share);

extern const struct record_type overlap_record;

/* One of which nothing is known. */
struct overlap overlap_blank(void);

#endif
