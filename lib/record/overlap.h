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

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "jsonl/jsonl.h"

struct overlap {
	struct str a, b;       /* ids of nodes; a sorts before b */
	int64_t inter, either; /* `either` is the record's "union" */
	double jaccard, distance, overlap;
	double jaccard_error; /* standard error; 0 when the record is exact */
};

/* The measures of two audiences of `a` and `b` users that share `inter`; the
 * ids are left absent. */
struct overlap overlap_of(int64_t a, int64_t b, int64_t inter);

/* A share to the nearest millionth, as records have it. */
double overlap_round(double share);

/* Appends it as one line. */
void overlap_put(struct buf *, const struct overlap *);

/* Where a reader's values have an overlap's keys. */
struct overlap_slots {
	int type, a, b, inter, either, jaccard, distance, overlap,
	    jaccard_error;
};

struct overlap_slots overlap_want(struct jsonl *);

/*
 * Reads a record's values into *o, ids lent until the reader's next record.
 * False when it is no `overlap` record, which is no error; one without a, b or
 * jaccard has an absent `a`.
 */
bool overlap_read(const struct overlap_slots *, struct jsonl *,
    const struct json_val *, struct overlap *);

#endif
