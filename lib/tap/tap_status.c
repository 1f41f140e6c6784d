/* Says how a tap stands. */
#include "record/source.h"
#include "tap/tap.h"

static const char *const states[] = {
	[TAP_LOOKING] = "looking",
	[TAP_JOINING] = "joining",
	[TAP_CATCHING_UP] = "catching_up",
	[TAP_OPEN] = "open",
	[TAP_WAITING] = "waiting",
	[TAP_OVER] = "over",
};

void
tap_put_status(const struct tap *c, struct buf *b)
{
	struct source_state s = source_blank();

	s.platform = str_of(c->platform->name);
	s.channel_id = str_of(c->channel_id);
	s.channel = str_of(c->channel);
	s.stream_id = str_of(c->stream_id);
	s.received_at = when_now();
	s.state = str_of(states[c->state]);
	s.reason = str_of(c->why);
	s.messages = c->messages;
	s.losses = c->losses;
	if (c->announced)
		s.heard_at = c->heard_at;
	record_put(b, &source_record, &s);
}
