/*
 * ledger.h - totals of many broadcasts, channels, users or nicknames.
 *
 * Names are compared in NFC.  A message_id among the last RECENT_WINDOW or
 * more of its broadcast or channel, of all for users and nicknames, is counted
 * once.  Users are all who wrote, donated or subscribed under an id of their
 * own; messages are chats.  Exact counts cost about 70 bytes a user and a name,
 * sketches 32 KiB a group.
 */
#ifndef CHZ_TEXT_LEDGER_H
#define CHZ_TEXT_LEDGER_H

#include "core/intern.h"
#include "crowd/totals.h"
#include "event/stats.h"
#include "jsonl/jsonl.h"

enum ledger_by { LEDGER_STREAM, LEDGER_CHANNEL, LEDGER_USER, LEDGER_NICK };

/* Set `by` and `approx`; the rest begins as zero. */
struct ledger {
	enum ledger_by by;
	bool approx;
	struct intern keys;    /* of the groups */
	struct totals *groups; /* by number */
	size_t n;
	/* private */
	size_t cap;
	struct recent seen; /* where groups cut across broadcasts */
	struct buf composed;
};

struct ledger_slots {
	int type, stream_id, channel_id, channel, message_id, user_id, user,
	    received_at, sent_at, amount, state, gap_ms;
};

struct ledger_slots ledger_want(struct jsonl *);

/* Takes an event into account; other records are none. */
void ledger_add(struct ledger *, const struct ledger_slots *, struct jsonl *,
    const struct json_val *);

/* Joins what an earlier run has counted of a part.  False for a damaged
 * sketch. */
bool ledger_merge(struct ledger *, const struct stats *);
void ledger_tally(struct ledger *, const struct tally *);

/* A group as a record, all but its top users; texts are the ledger's. */
struct stats ledger_stats(const struct ledger *, uint32_t number);

/* The groups' numbers: as they came, but users and nicknames by messages,
 * highest first.  Yours to free. */
uint32_t *ledger_order(struct ledger *);

void ledger_free(struct ledger *);

#endif
