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

#include "record/record.h"

struct stats_user {
	struct str user_id, user;
	int64_t messages;
};

/* Begin with stats_blank(). */
struct stats {
	struct str channel_id, channel, stream_id, user_id, user;
	int64_t messages, users, nicknames;
	bool approx; /* users and nicknames are estimates */
	int64_t first_at, last_at;
	double duration_sec, per_minute;
	int64_t donations, donation_amount, subscriptions;
	struct str amounts; /* by currency, as amounts.h writes them */
	int64_t reconnects, gap_ms;
	struct record_items top_users; /* struct stats_user */
	/* Of a part: the bytes of the sketches where it is approximate. */
	bool partial;
	struct str users_hll, nicknames_hll;
};

extern const struct record_type stats_record;

/* One of which nothing is known. */
struct stats stats_blank(void);

/* Works out duration_sec and per_minute from the rest. */
void stats_derive(struct stats *);

struct tally {
	struct str key; /* of the stats record that it belongs to */
	enum tally_of { TALLY_UNKNOWN, TALLY_USER, TALLY_NICKNAME } of;
	struct str id, name; /* which; the name for people */
	int64_t messages;
};

extern const struct record_type tally_record;

#endif
