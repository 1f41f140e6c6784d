/*
 * sums.h - what the messages of one broadcast, channel, user or nickname
 * add up to: sums, moments, and who they are from.
 */
#ifndef CHZ_TOTALS_SUMS_H
#define CHZ_TOTALS_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/recent.h"
#include "core/str.h"
#include "series/hll.h"
#include "totals/counts.h"

/* Begin with SUMS_INIT; moments are WHEN_UNKNOWN until known. */
struct sums {
	struct buf channel_id, channel, stream_id, user_id, user;
	uint64_t messages, donations, subscriptions, reconnects;
	int64_t donation_amount, gap_ms;
	int64_t first_at, last_at;
	struct counts users, nicknames;            /* while exact */
	struct hll *user_sketch, *nickname_sketch; /* or NULL */
	struct recent seen;
};

#define SUMS_INIT                                                              \
	((struct sums){ .first_at = WHEN_UNKNOWN, .last_at = WHEN_UNKNOWN })

/* Remembers a name that came last; absent ones are none. */
void sums_name(struct buf *kept, struct str name);
void sums_span(struct sums *, int64_t moment);
/* Counts `n` messages of a user, or of a nickname, into the sketch when
 * `approx`.  `name` is for people. */
void sums_user(
    struct sums *, struct str id, struct str name, uint64_t n, bool approx);
void sums_nickname(struct sums *, struct str nickname, uint64_t n, bool approx);
/* Sums that stop at the largest integer rather than wrap. */
int64_t sums_sum(int64_t a, int64_t b);
void sums_free(struct sums *);

#endif
