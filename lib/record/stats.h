/*
 * stats.h - the `stats` record of chz-records(5): what the messages of a
 * broadcast, a channel, a user or a nickname add up to; and the `tally` record,
 * one user's or name's part of it, for joining statistics of parts.
 *
 * Texts are lent: by the reader until its next record, from elsewhere as their
 * owner says.
 */
#ifndef CHZ_RECORD_STATS_H
#define CHZ_RECORD_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"
#include "core/when.h"
#include "jsonl/jsonl.h"

struct stats_user {
	struct str user_id, user;
	int64_t messages;
};

/* Unknown texts are absent, unknown numbers EVENT_UNKNOWN, unknown moments
 * WHEN_UNKNOWN; begin with STATS_INIT. */
struct stats {
	struct str channel_id, channel, stream_id, user_id, user;
	int64_t messages, users, nicknames;
	bool approx; /* users and nicknames are estimates */
	int64_t first_at, last_at;
	int64_t donations, donation_amount, subscriptions;
	int64_t reconnects, gap_ms;
	const struct stats_user *top; /* NULL for none */
	size_t n_top;
	/* Of a part: base64 of the sketches where it is approximate. */
	bool partial;
	struct str users_hll, nicknames_hll;
};

#define STATS_INIT                                                             \
	((struct stats){ .messages = -1,                                       \
	    .users = -1,                                                       \
	    .nicknames = -1,                                                   \
	    .first_at = WHEN_UNKNOWN,                                          \
	    .last_at = WHEN_UNKNOWN,                                           \
	    .donations = -1,                                                   \
	    .donation_amount = -1,                                             \
	    .subscriptions = -1,                                               \
	    .reconnects = -1,                                                  \
	    .gap_ms = -1 })

/* Seconds from the first to the last message, 0 when unknown. */
double stats_duration(const struct stats *);
double stats_per_minute(const struct stats *);
/* Appends it as one line; duration_sec and per_minute are worked out. */
void stats_put(struct buf *, const struct stats *);

struct tally {
	struct str key;      /* of the stats record that it belongs to */
	bool nickname;       /* of a name rather than of a user */
	struct str id, name; /* which; the name for people */
	int64_t messages;
};

void tally_put(struct buf *, const struct tally *);

struct stats_slots {
	int type, channel_id, channel, stream_id, user_id, user, messages,
	    first_at, last_at, donations, donation_amount, subscriptions,
	    reconnects, gap_ms, partial, users_hll, nicknames_hll, key, of, id,
	    name;
};

struct stats_slots stats_want(struct jsonl *);

/* Reads a record's values; `top` is not read.  False when it is no such
 * record, which is no error. */
bool stats_read(const struct stats_slots *, struct jsonl *,
    const struct json_val *, struct stats *);
bool tally_read(const struct stats_slots *, struct jsonl *,
    const struct json_val *, struct tally *);

#endif
