/*
 * buckets.h - counts of messages in stretches of equal length.
 *
 * Bucket i holds the samples from i * size to (i + 1) * size, its end not
 * included.  Buckets are dense: all from the first sample's to the last
 * one's, empty ones too, leave in order.  Those that still wait for late
 * samples are kept in a ring, so memory does not grow with time.
 */
#ifndef CHZ_SERIES_BUCKETS_H
#define CHZ_SERIES_BUCKETS_H

#include <stdbool.h>
#include <stdint.h>

#include "series/distinct.h"
#include "series/gaps.h"
#include "series/rolling.h"

struct sample {
	int64_t t_ms; /* on the series' time axis */
	bool donation;
	int64_t amount;       /* of a donation, 0 when unknown */
	bool signed_, named;  /* whether these two are known: */
	struct id128 user;    /* who wrote it */
	struct id128 message; /* identifies the message, to recognise copies */
};

struct bucket {
	int64_t sec; /* where it begins */
	int64_t size_sec;
	uint32_t chats, donations;
	int64_t amount; /* of the donations, at most NUM_SAFE_MAX */
	const struct distinct *users; /* who chatted; lent */
	bool gap;                     /* a part of it was not seen */
	bool has_rolling;
	double rolling; /* mean of the chats, this bucket and before */
};

struct buckets {
	int64_t size_ms;
	/* private */
	struct cell *ring;
	int64_t room; /* cells */
	int64_t next; /* the oldest that has not left */
	int64_t last; /* the newest with a sample */
	bool begun, left;
	struct rolling rolling;
};

void buckets_init(
    struct buckets *, int64_t size_ms, int64_t lateness_ms, int64_t rolling_ms);
void buckets_free(struct buckets *);

/* Notes the sample's message in its bucket, which is open; false when it is
 * there already. */
bool buckets_note(struct buckets *, const struct sample *);
/* Two looks ahead of these (distinct.h): at the message and at the user. */
void buckets_far(const struct buckets *, const struct sample *);
void buckets_near(const struct buckets *, const struct sample *);
/* Adds a sample to its bucket, which is open. */
void buckets_add(struct buckets *, const struct sample *);

/*
 * Hands out, oldest first, the buckets that end at `until` or before; all of
 * them for INT64_MAX, after which the series may begin again anywhere.
 */
typedef void buckets_leave(void *ctx, const struct bucket *);
void buckets_close(struct buckets *, int64_t until_ms, const struct gaps *,
    buckets_leave *, void *ctx);

#endif
