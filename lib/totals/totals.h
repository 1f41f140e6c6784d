/*
 * totals.h - totals of many broadcasts, channels, users or nicknames.
 *
 * Names are compared in NFC.  A message_id among the last RECENT_WINDOW or
 * more of its broadcast or channel, of all for users and nicknames, is counted
 * once.  Users are all who wrote, donated or subscribed under an id of their
 * own; messages are chats.
 *
 * Memory: a user's totals, with one nickname of up to 15 bytes, are 64 bytes,
 * 8 to 16 to find them, and 56 with money.  Of broadcasts, channels and
 * nicknames every user of each costs about 60 bytes, of broadcasts and channels
 * every nickname about 45; sketches are 32 KiB a group.
 */
#ifndef CHZ_TOTALS_TOTALS_H
#define CHZ_TOTALS_TOTALS_H

#include "core/intern.h"

#include "record/event.h"
#include "record/stats.h"
#include "totals/memberships.h"
#include "totals/nicknames.h"
#include "totals/sums.h"

enum totals_by { TOTALS_STREAM = 1, TOTALS_CHANNEL, TOTALS_USER, TOTALS_NICK };
/* Their names; NULL after the last. */
extern const char *const totals_by_words[];

/* Set `by` and `approx`; the rest begins as zero. */
struct totals {
	enum totals_by by;
	bool approx;
	struct sums *groups; /* by number */
	uint32_t n;
	/* Of all groups, while they are counted exactly.  A user's first
	 * nickname is not among the nicknames, but in the sums. */
	struct memberships users;
	struct nicknames nicknames;
	/* private */
	size_t cap;
	struct intern places; /* keys of broadcasts and channels */
	struct table table;   /* of the other groups */
	struct money *money;
	size_t n_money, money_cap;
	struct more *more;
	size_t n_more, more_cap;
	struct arena texts;
	struct recent seen; /* where groups cut across broadcasts */
	struct buf composed, amounts;
	bool settled;              /* every nickname has its count */
	char digits[ID128_DIGITS]; /* of the user asked for */
};

/* The keys of events that it looks at. */
#define TOTALS_KEYS                                                            \
	"stream_id channel_id channel message_id user_id user received_at "    \
	"sent_at state gap_ms"
#define TOTALS_MONEY "amount currency" /* only of donations */

/* Takes an event into account. */
void totals_add(struct totals *, const struct event *);

/* A chat, donation or subscription as totals take it; texts are the event's. */
struct summand {
	enum event_type type; /* EVENT_OTHER: of another kind */
	uint32_t key_hash;    /* private; of its group */
	uint32_t id_hash;     /* private; of its message_id */
	uint32_t group;       /* private; most likely, or INTERN_NONE */
	bool shared, plain;   /* private; the user's id, the nickname */
	bool fresh;           /* private; surely a user whom it has not had */
	struct who who;
	struct str key, nickname, message_id, stream_id, channel_id, channel;
	int64_t moment, amount;
	uint32_t currency; /* of the amount (purse.h) */
};

/* The same in steps, for whoever knows what comes: what it is, by any thread;
 * four looks ahead, each of which starts to load what the next one reads; and
 * taking it. */
void totals_digest(enum totals_by, const struct event *, struct summand *);
void totals_far(const struct totals *, struct summand *);
void totals_guess(const struct totals *, struct summand *);
void totals_near(const struct totals *, struct summand *);
void totals_nearest(const struct totals *, struct summand *);
void totals_take(struct totals *, const struct summand *);

/* Joins what an earlier run has counted of a part.  False for a damaged
 * sketch, or damaged amounts. */
bool totals_merge(struct totals *, const struct stats *);
void totals_tally(struct totals *, const struct tally *);

/* A group as a record, all but its top users; texts are the totals's, and good
 * until the next call. */
struct stats totals_stats(struct totals *, uint32_t number);
/* A group's key; lent alike. */
struct str totals_key(struct totals *, uint32_t number);

/* The groups' numbers: as they came, but users and nicknames by messages,
 * highest first.  Yours to free. */
uint32_t *totals_order(struct totals *);

/* Gives the nicknames their counts: most messages are counted for their user
 * only.  Before a look at them; nothing is added after. */
void totals_settle(struct totals *);
/* Messages under the user's first nickname. */
int64_t totals_first(const struct totals *, uint32_t number);

void totals_free(struct totals *);

#endif
