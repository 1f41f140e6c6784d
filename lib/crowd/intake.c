#include "crowd/intake.h"
#include "record/event.h"
#include "record/message_id.h"

void
intake_want(struct intake *t, struct jsonl *in)
{
	t->in = in;
	t->type = jsonl_want(in, "type");
	t->stream_id = jsonl_want(in, "stream_id");
	t->key = t->by_stream ? t->stream_id : jsonl_want(in, "channel_id");
	t->channel = jsonl_want(in, "channel");
	t->user_id = jsonl_want(in, "user_id");
	t->followers = jsonl_want(in, "followers");
	if (t->from != WHEN_UNKNOWN || t->to != WHEN_UNKNOWN)
		t->timed = true;
	if (t->timed) {
		t->sent_at = jsonl_want(in, "sent_at");
		t->received_at = jsonl_want(in, "received_at");
	}
}

/* The channel at the end of a "<live id>_<channel id>", or absent. */
static struct str
channel_of(struct str stream)
{
	struct id128 id;
	struct str tail;

	if (stream.n <= ID128_DIGITS)
		return (struct str){ 0 };
	tail.n = ID128_DIGITS;
	tail.p = stream.p + stream.n - tail.n;
	if (tail.p[-1] != '_' || !id128_parse(tail, &id))
		return (struct str){ 0 };
	return tail;
}

/* The id of the record's node; empty or absent when there is none. */
static struct str
key_of(const struct intake *t, const struct json_val *v)
{
	struct str key = jsonl_text(t->in, v + t->key);

	if (key.n > 0 || t->by_stream)
		return key;
	return channel_of(jsonl_text(t->in, v + t->stream_id));
}

/* When it was sent, or else received. */
static int64_t
moment_of(const struct intake *t, const struct json_val *v)
{
	int64_t ms;

	if (!t->timed)
		return WHEN_UNKNOWN;
	ms = event_moment(t->in, v + t->sent_at);
	return ms != WHEN_UNKNOWN ? ms
				  : event_moment(t->in, v + t->received_at);
}

/* A message whose time is unknown is in no window. */
static bool
is_in_time(const struct intake *t, int64_t ms)
{
	if (t->from == WHEN_UNKNOWN && t->to == WHEN_UNKNOWN)
		return true;
	return ms != WHEN_UNKNOWN &&
	    (t->from == WHEN_UNKNOWN || ms >= t->from) &&
	    (t->to == WHEN_UNKNOWN || ms < t->to);
}

/* Whether the id is one person's; no shared one has 32 characters. */
static bool
is_someone(struct str user)
{
	return user.n == ID128_DIGITS ||
	    (user.n > 0 && !message_id_shared(user));
}

static void
add_message(struct intake *t, const struct json_val *v)
{
	struct str key = key_of(t, v);
	struct str user = jsonl_text(t->in, v + t->user_id);
	int64_t ms = moment_of(t, v);
	uint32_t node;

	if (key.n == 0) {
		jsonl_bad(
		    t->in, t->by_stream ? "no stream_id" : "no channel_id");
		return;
	}
	if (!is_in_time(t, ms))
		return;
	node = crowd_node(t->crowd, key);
	crowd_heard(t->crowd, node, jsonl_text(t->in, v + t->channel), 1);
	if (ms != WHEN_UNKNOWN)
		crowd_moment(t->crowd, node, ms);
	if (is_someone(user))
		crowd_seen(t->crowd, node, user, 1);
}

static void
add_live(struct intake *t, const struct json_val *v)
{
	struct str key = key_of(t, v);

	if (key.n > 0)
		crowd_followers(t->crowd, crowd_node(t->crowd, key),
		    event_natural(v + t->followers));
}

void
intake_add(struct intake *t, const struct json_val *v)
{
	switch (event_type_of(v + t->type)) {
	case EVENT_CHAT:
	case EVENT_DONATION:
	case EVENT_SUBSCRIPTION:
		add_message(t, v);
		break;
	case EVENT_OTHER:
		if (val_is(v + t->type, "live"))
			add_live(t, v);
		break;
	default:
		break;
	}
}
