/*
 * event.h - what happened in a chat: the records chat, donation,
 * subscription, moderation and link of chz-records(5), as one C struct.
 *
 * A struct event lends its texts: as read, until the reader's next record;
 * from elsewhere as their owner says.
 */
#ifndef CHZ_RECORD_EVENT_H
#define CHZ_RECORD_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "core/when.h"
#include "record/record.h"

enum event_type {
	EVENT_OTHER, /* a record of another kind */
	EVENT_CHAT,
	EVENT_DONATION,
	EVENT_SUBSCRIPTION,
	EVENT_MODERATION,
	EVENT_LINK
};

/* Begin with event_blank(). */
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
	bool ask;                  /* it asks the language model */
	struct str badges, emotes; /* JSON as it stands: array, object */

	/* donation */
	int64_t amount;      /* in the currency's smallest unit */
	struct str currency; /* ISO 4217 or "BITS" */
	struct str donation_type, donation_id;
	struct str mission_id; /* of the mission that it is for */
	bool anonymous;

	/* subscription */
	int64_t months;
	struct str tier, tier_name;
	bool gift;
	struct str gift_id, target_user; /* the receiver's name */
	int64_t quantity;                /* of gifts to the channel */

	/* moderation */
	struct str action, target_message_id, target_user_id;
	int64_t target_sent_at;
	struct str chat_mode; /* JSON as it stands: object */

	/* link */
	struct str state; /* "open", "lost", "resumed", "close" */
	struct str reason;
	int64_t gap_ms; /* what was not seen and could not be re-read */
};

extern const struct record_type event_record;

/* Of EVENT_OTHER, with all unknown. */
struct event event_blank(void);

/* The type of that name; EVENT_OTHER when it is of none. */
enum event_type event_type_of(struct str name);

/* When it was sent, or else received; WHEN_UNKNOWN when neither is known. */
int64_t event_moment(const struct event *);

/* A hash of who wrote it, by id or else by name, the same everywhere; 0 when
 * neither is known. */
uint64_t event_user(const struct event *);

#endif
