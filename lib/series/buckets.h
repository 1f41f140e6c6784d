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

#include "core/hash.h"
#include "core/purse.h"
#include "series/distinct.h"
#include "series/gaps.h"
#include "series/rolling.h"

struct sample {
	int64_t t_ms;         /* on the series' time axis */
	int64_t amount;       /* of a donation, 0 when unknown */
	struct id128 user;    /* who wrote it */
	struct id128 message; /* identifies the message, to recognise copies */
	bool signed_, named;  /* whether these two are known */
	bool donation;
	uint32_t currency;                /* of the amount (purse.h) */
	uint32_t user_hash, message_hash; /* of sample_hash */
};

/* Completes a sample, on any thread. */
static inline void
sample_hash(struct sample *s)
{
	s->user_hash = hash_id(s->user);
	s->message_hash = hash_id(s->message);
}

struct bucket {
	int64_t sec; /* where it begins */
	int64_t size_sec;
	uint32_t chats, donations;
	const struct purse *amounts;  /* of the donations; lent, or NULL */
	const struct distinct *users; /* who chatted; lent */
	bool gap;                     /* a part of it was not seen */
	bool has_rolling;
	double rolling; /* mean of the chats, this bucket and before */
};

struct buckets {
	int64_t size_ms;
	/* private */
	struct cell *ring;
	int64_t room; /* cells, a power of two */
	int64_t next; /* the oldest that has not left */
	int64_t last; /* the newest with a sample */
	bool begun, left;
	struct rolling rolling;
};

/*
 * How many bytes the ring takes.  Whoever has many buckets lays the ring beside
 * them, so that its place is known before they are looked at.  Good for any
 * type; begins as zeros.
 */
size_t buckets_ring(int64_t size_ms, int64_t lateness_ms);
void buckets_init(struct buckets *, void *ring, int64_t size_ms,
    int64_t lateness_ms, int64_t rolling_ms);
void buckets_free(struct buckets *); /* but not the ring */

/* Notes the sample's message in its bucket, which is open; false when it is
 * there already. */
bool buckets_note(struct buckets *, const struct sample *);
/* Looks ahead of these: at the ring, whose `room` is buckets_ring's bytes, and
 * then two at the message and the user (distinct.h). */
void buckets_early(
    const void *ring, size_t room, int64_t size_ms, int64_t t_ms);
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
