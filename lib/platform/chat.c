/* Begins events, and writes frames as they came. */
#include "platform/chat.h"
#include "record/raw.h"

struct event
chat_event(struct str platform, enum event_type type,
    const struct chat_origin *o, int64_t ms)
{
	struct event e = event_blank();
	int64_t at = ms != WHEN_UNKNOWN ? ms : o->received_at;

	e.type = type;
	e.platform = platform;
	e.channel_id = o->channel_id;
	e.channel = o->channel;
	e.stream_id = o->stream_id;
	e.received_at = o->received_at;
	e.sent_at = ms;
	if (o->opened_at != WHEN_UNKNOWN && at != WHEN_UNKNOWN)
		e.t_ms = at > o->opened_at ? at - o->opened_at : 0;
	return e;
}

void
chat_put_raw(struct buf *b, struct str platform, const struct chat_origin *o,
    int64_t cmd, struct str json)
{
	record_put(b, &raw_record,
	    &(struct raw){ platform, o->channel_id, o->channel, o->stream_id,
		o->received_at, cmd, json });
}
