/*
 * sums.h - what the messages of one broadcast, channel, user or nickname
 * add up to.
 *
 * There may be millions of users, so what each has is 64 bytes, and what only
 * some have stands elsewhere, by numbers from 1; 0 is none.
 */
#ifndef CHZ_TOTALS_SUMS_H
#define CHZ_TOTALS_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/purse.h"
#include "core/recent.h"
#include "core/str.h"
#include "series/hll.h"
#include "totals/brief.h"
#include "totals/who.h"

/* Begin with SUMS_INIT; moments are WHEN_UNKNOWN until known. */
struct sums {
	union {
		struct id128 user; /* by user: whose */
		uint64_t users;    /* else: how many */
	};
	struct brief name; /* a user's first nickname; by nickname: it */
	uint64_t messages;
	int64_t first_at, last_at;
	uint32_t money, more;
};

#define SUMS_INIT                                                              \
	((struct sums){ .first_at = WHEN_UNKNOWN, .last_at = WHEN_UNKNOWN })

/* Of whom donated or subscribed. */
struct money {
	uint64_t donations, subscriptions;
	struct purse *amounts;
};

/* Of broadcasts, channels, and users with an id in letters or a second
 * nickname. */
struct more {
	struct str id;      /* a user's that is not digits */
	struct brief last;  /* a user's nickname that came last, if not first */
	uint64_t nicknames; /* of a user: but the first */
	uint64_t elsewhere; /* messages without or not under the first one */
	struct hll *user_sketch, *nickname_sketch; /* or NULL */
	struct place *place;
};

/* Of broadcasts and channels. */
struct place {
	struct buf channel_id, channel, stream_id;
	uint64_t reconnects;
	int64_t gap_ms;
	struct recent seen;
};

/* Remembers a name that came last; absent ones are none. */
void sums_name(struct buf *kept, struct str name);
void sums_span(struct sums *, int64_t moment);
/* Adds an id to a sketch, which is NULL before the first. */
void sums_sketch(struct hll **, struct id128);
/* Sums that stop at the largest integer rather than wrap. */
int64_t sums_sum(int64_t a, int64_t b);
void sums_free_more(struct more *);

#endif
