/* Counts who was at a broadcast, from its events. */
#include "crowd/intake.h"
#include "record/event.h"
#include "record/message_id.h"

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

/* The id of the node; empty or absent when there is none. */
static struct str
key_of(const struct intake *t, struct str stream_id, struct str channel_id)
{
	if (t->by_stream)
		return stream_id;
	return channel_id.n > 0 ? channel_id : channel_of(stream_id);
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

const char *
intake_event(struct intake *t, const struct event *e)
{
	struct str key = key_of(t, e->stream_id, e->channel_id);
	int64_t ms = event_moment(e);
	uint32_t node;

	if (e->type != EVENT_CHAT && e->type != EVENT_DONATION &&
	    e->type != EVENT_SUBSCRIPTION)
		return NULL;
	if (key.n == 0)
		return t->by_stream ? "no stream_id" : "no channel_id";
	if (!is_in_time(t, ms))
		return NULL;
	node = crowd_node(t->crowd, key);
	crowd_heard(t->crowd, node, e->channel, 1);
	if (ms != WHEN_UNKNOWN)
		crowd_moment(t->crowd, node, ms);
	if (is_someone(e->user_id))
		crowd_seen(t->crowd, node, e->user_id, 1);
	return NULL;
}

void
intake_live(struct intake *t, const struct live *l)
{
	struct str key = key_of(t, l->stream_id, l->channel_id);

	if (key.n > 0)
		crowd_followers(
		    t->crowd, crowd_node(t->crowd, key), l->followers);
}
