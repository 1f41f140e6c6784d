/*
 * history.h - the buckets of a series that are still needed, and what any
 * stretch of them adds up to.
 * Places count from 0, one for each bucket, also for those not seen.
 */
#ifndef CHZ_SERIES_HISTORY_H
#define CHZ_SERIES_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/purse.h"
#include "core/str.h"

struct past {
	uint32_t chats, donations;
	struct purse *amounts; /* owned */
	double z;
	bool unseen; /* a gap: the counts mean nothing */
	bool marked; /* all who chatted are among the marks */
	size_t marks_end;
};

struct history {
	int64_t first;     /* the place of rows[0] */
	struct past *rows; /* zero is an empty history */
	size_t n, cap;
	/* private */
	uint32_t *marks; /* of the users, bucket by bucket */
	size_t n_marks, marks_cap;
};

/* Adds the next bucket, whose amounts it takes; `marks` as marks.h writes them,
 * absent when unknown. */
void history_add(struct history *, const struct past *, struct str marks);
/* Forgets what is before a place. */
void history_forget(struct history *, int64_t before);
/* The place after the last. */
int64_t history_end(const struct history *);

/* What a stretch adds up to; places that are not there count for nothing. */
struct stretch {
	int64_t seen; /* buckets */
	int64_t chats, donations;
	double z; /* the highest; -INFINITY of nothing */
};
struct stretch history_sum(const struct history *, int64_t from, int64_t to);
/* Adds what was donated in a stretch. */
void history_amounts(
    const struct history *, int64_t from, int64_t to, struct purse **);
/* Different users of a stretch, -1 when not all are known. */
int64_t history_users(const struct history *, int64_t from, int64_t to);

/* The marks of a place that is there; NULL when not all its users are known. */
const uint32_t *history_marks(const struct history *, int64_t place, size_t *n);

/*
 * The share of a stretch's chats that its loudest user wrote; NAN when not all
 * users are known.  A bucket tells who wrote and how many chats there were:
 * those that are more than the users are taken for theirs who wrote in the
 * most buckets, in that proportion.
 */
double history_loudest(const struct history *, int64_t from, int64_t to);

void history_free(struct history *);

#endif
