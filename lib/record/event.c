/* The table of the events' keys. */
#include <xxhash.h>

#include "core/when.h"
#include "record/event.h"
#include "record/table.h"

enum {
	CHAT = 1,
	DONATION = 2,
	SUBSCRIPTION = 4,
	MODERATION = 8,
	LINK = 16,
	MESSAGE = CHAT | DONATION | SUBSCRIPTION,
	SAID = MESSAGE | MODERATION
};

#define OF struct event
static const struct record_field fields[] = {
	{ TEXT(platform) },
	{ TEXT(channel_id) },
	{ TEXT(channel) },
	{ TEXT(stream_id) },
	{ NATURAL(t_ms) },
	{ MOMENT(received_at) },
	{ MOMENT(sent_at) },
	{ TEXT(message_id) },
	{ TEXT(user_id), .of = SAID },
	{ TEXT(user), .of = SAID },
	{ TEXT(text), .of = SAID },
	{ TEXT(role), .of = MESSAGE },
	{ FLAG(ask), .of = MESSAGE },
	{ ARRAY(badges), .of = MESSAGE },
	{ OBJECT(emotes), .of = MESSAGE },
	{ NATURAL(amount), .of = DONATION },
	{ TEXT(currency), .of = DONATION },
	{ TEXT(donation_type), .of = DONATION },
	{ TEXT(donation_id), .of = DONATION },
	{ TEXT(mission_id), .of = DONATION },
	{ FLAG(anonymous), .of = DONATION | SUBSCRIPTION },
	{ NATURAL(months), .of = SUBSCRIPTION },
	{ TEXT(tier), .of = SUBSCRIPTION },
	{ TEXT(tier_name), .of = SUBSCRIPTION },
	{ FLAG(gift), .of = SUBSCRIPTION },
	{ TEXT(gift_id), .of = SUBSCRIPTION },
	{ NATURAL(quantity), .of = SUBSCRIPTION },
	{ TEXT(target_user), .of = SUBSCRIPTION },
	{ TEXT(action), .of = MODERATION },
	{ TEXT(target_message_id), .of = MODERATION },
	{ TEXT(target_user_id), .of = MODERATION | SUBSCRIPTION },
	{ MOMENT(target_sent_at), .of = MODERATION },
	{ OBJECT(chat_mode), .of = MODERATION },
	{ TEXT(state), .of = LINK },
	{ TEXT(reason), .of = LINK | MODERATION },
	{ NATURAL(gap_ms), .of = LINK },
};

const struct record_type event_record =
    RECORD_ONE_OF("something that happened in a chat", fields, "chat",
	"donation", "subscription", "moderation", "link");

struct event
event_blank(void)
{
	struct event e;

	record_clear(&event_record, &e);
	return e;
}

enum event_type
event_type_of(struct str name)
{
	for (int i = 0; event_record.name[i] != NULL; i++)
		if (str_is(name, event_record.name[i]))
			return (enum event_type)(i + 1);
	return EVENT_OTHER;
}

int64_t
event_moment(const struct event *e)
{
	return e->sent_at != WHEN_UNKNOWN ? e->sent_at : e->received_at;
}

uint64_t
event_user(const struct event *e)
{
	struct str user = e->user_id.n > 0 ? e->user_id : e->user;

	return user.n > 0 ? XXH3_64bits(user.p, user.n) : 0;
}
