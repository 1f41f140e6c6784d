/*
 * totals.h - what the messages of one broadcast, channel, user or nickname
 * add up to: sums, moments, and who they are from.
 */
#ifndef CHZ_CROWD_TOTALS_H
#define CHZ_CROWD_TOTALS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/recent.h"
#include "core/str.h"
#include "crowd/counts.h"
#include "series/hll.h"

/* Begin with TOTALS_INIT; moments are WHEN_UNKNOWN until known. */
struct totals {
	struct buf channel_id, channel, stream_id, user_id, user;
	uint64_t messages, donations, subscriptions, reconnects;
	int64_t donation_amount, gap_ms;
	int64_t first_at, last_at;
	struct counts users, nicknames;            /* while exact */
	struct hll *user_sketch, *nickname_sketch; /* or NULL */
	struct recent seen;
};

#define TOTALS_INIT                                                            \
	((struct totals){ .first_at = WHEN_UNKNOWN, .last_at = WHEN_UNKNOWN })

/* Remembers a name that came last; absent ones are none. */
void totals_name(struct buf *kept, struct str name);
void totals_span(struct totals *, int64_t moment);
/* Counts `n` messages of a user, or of a nickname, into the sketch when
 * `approx`.  `name` is for people. */
void totals_user(
    struct totals *, struct str id, struct str name, uint64_t n, bool approx);
void totals_nickname(
    struct totals *, struct str nickname, uint64_t n, bool approx);
/* Sums that stop at the largest integer rather than wrap. */
int64_t totals_sum(int64_t a, int64_t b);
void totals_free(struct totals *);

#endif
