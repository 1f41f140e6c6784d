#include <math.h>

#include "core/num.h"
#include "record/event.h"

static const char *const names[] = {
	[EVENT_CHAT] = "chat",
	[EVENT_DONATION] = "donation",
	[EVENT_SUBSCRIPTION] = "subscription",
	[EVENT_MODERATION] = "moderation",
	[EVENT_LINK] = "link",
};
enum { N_TYPES = sizeof names / sizeof *names };

const char *
event_type_name(enum event_type type)
{
	return names[type];
}

enum event_type
event_type_of(const struct json_val *v)
{
	for (int i = EVENT_CHAT; i < N_TYPES; i++)
		if (val_is(v, names[i]))
			return (enum event_type)i;
	return EVENT_OTHER;
}

void
event_put_known(struct buf *b, const char *key, int64_t value)
{
	if (value != EVENT_UNKNOWN)
		put_int(b, key, value);
}

void
event_put_known_real(struct buf *b, const char *key, double value)
{
	if (!isnan(value))
		put_real(b, key, value);
}

static void
put_true(struct buf *b, const char *key, bool value)
{
	if (value)
		put_bool(b, key, true);
}

static void
put_identity(struct buf *b, const struct event *e)
{
	put_text(b, "type", str_of(event_type_name(e->type)));
	put_text(b, "platform", e->platform);
	put_text(b, "channel_id", e->channel_id);
	put_text(b, "channel", e->channel);
	put_text(b, "stream_id", e->stream_id);
	event_put_known(b, "t_ms", e->t_ms);
	put_moment(b, "received_at", e->received_at);
	put_moment(b, "sent_at", e->sent_at);
	put_text(b, "message_id", e->message_id);
}

/* What someone wrote, and who. */
static void
put_message(struct buf *b, const struct event *e)
{
	put_text(b, "user_id", e->user_id);
	put_text(b, "user", e->user);
	put_text(b, "text", e->text);
	put_text(b, "role", e->role);
	put_raw(b, "badges", e->badges);
	put_raw(b, "emotes", e->emotes);
}

void
event_put(struct buf *b, const struct event *e)
{
	put_open(b);
	put_identity(b, e);
	put_message(b, e);
	event_put_known(b, "amount", e->amount);
	put_text(b, "currency", e->currency);
	put_text(b, "donation_type", e->donation_type);
	put_true(b, "anonymous", e->anonymous);
	event_put_known(b, "months", e->months);
	put_text(b, "tier", e->tier);
	put_true(b, "gift", e->gift);
	put_text(b, "action", e->action);
	put_text(b, "target_message_id", e->target_message_id);
	put_text(b, "target_user_id", e->target_user_id);
	put_text(b, "state", e->state);
	put_text(b, "reason", e->reason);
	event_put_known(b, "gap_ms", e->gap_ms);
	put_line(b);
}

struct event_slots
event_want(struct jsonl *in)
{
#define WANT(key) .key = jsonl_want(in, #key)
	return (struct event_slots){ WANT(type), WANT(platform),
		WANT(channel_id), WANT(channel), WANT(stream_id), WANT(t_ms),
		WANT(received_at), WANT(sent_at), WANT(message_id),
		WANT(user_id), WANT(user), WANT(text), WANT(role), WANT(badges),
		WANT(emotes), WANT(amount), WANT(currency), WANT(donation_type),
		WANT(anonymous), WANT(months), WANT(tier), WANT(gift),
		WANT(action), WANT(target_message_id), WANT(target_user_id),
		WANT(state), WANT(reason), WANT(gap_ms) };
#undef WANT
}

bool
event_t_ms(const struct json_val *v, int64_t *out)
{
	int64_t value;

	if (v->kind != JSON_NUMBER || !val_int(v, &value) || value < 0 ||
	    value > NUM_SAFE_MAX)
		return false;
	*out = value;
	return true;
}

int64_t
event_moment(struct jsonl *in, const struct json_val *v)
{
	int64_t ms;

	return when_rfc3339(jsonl_text(in, v), &ms) ? ms : WHEN_UNKNOWN;
}

int64_t
event_natural(const struct json_val *v)
{
	int64_t value;

	return val_int(v, &value) && value >= 0 ? value : EVENT_UNKNOWN;
}

double
event_real(const struct json_val *v)
{
	double value;

	return val_real(v, &value) ? value : (double)NAN;
}

static bool
truth(const struct json_val *v)
{
	return v->kind == JSON_TRUE;
}

struct str
event_json(const struct json_val *v, enum json_kind kind)
{
	return v->kind == kind ? val_raw(v) : (struct str){ 0 };
}

bool
event_read(const struct event_slots *at, struct jsonl *in,
    const struct json_val *v, struct event *e)
{
#define TEXT(key) .key = jsonl_text(in, v + at->key)
	*e = (struct event){ .type = event_type_of(v + at->type),
		TEXT(platform),
		TEXT(channel_id),
		TEXT(channel),
		TEXT(stream_id),
		TEXT(message_id),
		TEXT(user_id),
		TEXT(user),
		TEXT(text),
		TEXT(role),
		TEXT(currency),
		TEXT(donation_type),
		TEXT(tier),
		TEXT(action),
		TEXT(target_message_id),
		TEXT(target_user_id),
		TEXT(state),
		TEXT(reason),
		.t_ms = EVENT_UNKNOWN,
		.received_at = event_moment(in, v + at->received_at),
		.sent_at = event_moment(in, v + at->sent_at),
		.badges = event_json(v + at->badges, JSON_ARRAY),
		.emotes = event_json(v + at->emotes, JSON_OBJECT),
		.amount = event_natural(v + at->amount),
		.anonymous = truth(v + at->anonymous),
		.months = event_natural(v + at->months),
		.gift = truth(v + at->gift),
		.gap_ms = event_natural(v + at->gap_ms) };
#undef TEXT
	event_t_ms(v + at->t_ms, &e->t_ms);
	return e->type != EVENT_OTHER;
}
