/*
 * event.h - what happened in a chat: the records chat, donation,
 * subscription, moderation and link of chz-records(5), as one C struct.
 *
 * A struct event lends its texts: from event_read until the reader's next
 * record, from elsewhere as their owner says.
 */
#ifndef CHZ_RECORD_EVENT_H
#define CHZ_RECORD_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "core/when.h"
#include "jsonl/jsonl.h"

enum event_type {
	EVENT_OTHER, /* a record of another kind */
	EVENT_CHAT,
	EVENT_DONATION,
	EVENT_SUBSCRIPTION,
	EVENT_MODERATION,
	EVENT_LINK
};

/* Unknown texts are absent, unknown moments WHEN_UNKNOWN, unknown numbers
 * EVENT_UNKNOWN; begin with EVENT_INIT. */
enum { EVENT_UNKNOWN = -1 };

struct event {
	enum event_type type;
	struct str platform; /* "chzzk", "youtube", "twitch", "import", ... */
	struct str channel_id, channel;
	struct str stream_id; /* one broadcast, or "vod_<number>" */
	int64_t t_ms;         /* since the broadcast opened, 0 or more */
	int64_t received_at, sent_at;
	struct str message_id; /* the same for the same message, always */

	/* chat, donation, subscription */
	struct str user_id, user, text;
	struct str role;           /* "viewer", "streamer", "manager", ... */
	struct str badges, emotes; /* JSON as it stands: array, object */

	/* donation */
	int64_t amount;      /* in the currency's smallest unit */
	struct str currency; /* ISO 4217 or "BITS" */
	struct str donation_type;
	bool anonymous;

	/* subscription */
	int64_t months;
	struct str tier;
	bool gift;

	/* moderation */
	struct str action, target_message_id, target_user_id;

	/* link */
	struct str state; /* "open", "lost", "resumed", "close" */
	struct str reason;
	int64_t gap_ms; /* what was not seen and could not be re-read */
};

#define EVENT_INIT                                                             \
	((struct event){ .t_ms = EVENT_UNKNOWN,                                \
	    .received_at = WHEN_UNKNOWN,                                       \
	    .sent_at = WHEN_UNKNOWN,                                           \
	    .amount = EVENT_UNKNOWN,                                           \
	    .months = EVENT_UNKNOWN,                                           \
	    .gap_ms = EVENT_UNKNOWN })

/* "chat" for EVENT_CHAT; NULL for EVENT_OTHER. */
const char *event_type_name(enum event_type);
/* The type that a record's "type" value names. */
enum event_type event_type_of(const struct json_val *);

/* Appends the event as one line, keys in the order of chz-records(5). */
void event_put(struct buf *, const struct event *);

/* Where a reader's values have an event's keys. */
struct event_slots {
	int type, platform, channel_id, channel, stream_id, t_ms, received_at,
	    sent_at, message_id, user_id, user, text, role, badges, emotes,
	    amount, currency, donation_type, anonymous, months, tier, gift,
	    action, target_message_id, target_user_id, state, reason, gap_ms;
};

/* Asks the reader for all keys of an event. */
struct event_slots event_want(struct jsonl *);

/*
 * Reads a record's values into *e.  False when it is no event at all
 * (EVENT_OTHER), which is no error.  A value of the wrong type or range counts
 * as unknown; whether it was needed is the tool's to say.
 */
bool event_read(const struct event_slots *, struct jsonl *,
    const struct json_val *, struct event *e);

/* A t_ms: an integer from 0 to 2^53 - 1. */
bool event_t_ms(const struct json_val *, int64_t *out);
/* A moment, or WHEN_UNKNOWN. */
int64_t event_moment(struct jsonl *, const struct json_val *);
/* An integer of 0 or more, or EVENT_UNKNOWN. */
int64_t event_natural(const struct json_val *);
/* A number, or NAN. */
double event_real(const struct json_val *);
/* An array or object as it stands; absent for any other kind. */
struct str event_json(const struct json_val *, enum json_kind);
/* Writes a number unless it is EVENT_UNKNOWN. */
void event_put_known(struct buf *, const char *key, int64_t value);
/* Writes a number unless it is NAN. */
void event_put_known_real(struct buf *, const char *key, double value);

#endif
