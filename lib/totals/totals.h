/*
 * totals.h - totals of many broadcasts, channels, users or nicknames.
 *
 * Names are compared in NFC.  A message_id among the last RECENT_WINDOW or
 * more of its broadcast or channel, of all for users and nicknames, is counted
 * once.  Users are all who wrote, donated or subscribed under an id of their
 * own; messages are chats.  Exact counts cost about 70 bytes a user and a name,
 * sketches 32 KiB a group.
 */
#ifndef CHZ_TOTALS_TOTALS_H
#define CHZ_TOTALS_TOTALS_H

#include "core/intern.h"

#include "record/event.h"
#include "record/stats.h"
#include "totals/sums.h"

enum totals_by { TOTALS_STREAM = 1, TOTALS_CHANNEL, TOTALS_USER, TOTALS_NICK };
/* Their names; NULL after the last. */
extern const char *const totals_by_words[];

/* Set `by` and `approx`; the rest begins as zero. */
struct totals {
	enum totals_by by;
	bool approx;
	struct intern keys;  /* of the groups */
	struct sums *groups; /* by number */
	size_t n;
	/* private */
	size_t cap;
	struct recent seen; /* where groups cut across broadcasts */
	struct buf composed;
};

/* The keys of events that it looks at. */
#define TOTALS_KEYS                                                            \
	"stream_id channel_id channel message_id user_id user received_at "    \
	"sent_at amount state gap_ms"

/* Takes an event into account. */
void totals_add(struct totals *, const struct event *);

/* Joins what an earlier run has counted of a part.  False for a damaged
 * sketch. */
bool totals_merge(struct totals *, const struct stats *);
void totals_tally(struct totals *, const struct tally *);

/* A group as a record, all but its top users; texts are the totals's. */
struct stats totals_stats(const struct totals *, uint32_t number);

/* The groups' numbers: as they came, but users and nicknames by messages,
 * highest first.  Yours to free. */
uint32_t *totals_order(struct totals *);

void totals_free(struct totals *);

#endif
