#include "store/archive_record.h"
#include "core/when.h"
#include "record/event.h"

struct archive_record_slots
archive_record_want(struct jsonl *in)
{
#define WANT(key) .key = jsonl_want(in, #key)
	return (struct archive_record_slots){ WANT(type), WANT(stream_id),
		WANT(live_id), WANT(channel_id), WANT(channel),
		WANT(message_id), WANT(t_ms), WANT(received_at), WANT(sent_at),
		WANT(opened_at), WANT(closed_at), WANT(status), WANT(state),
		WANT(reason), WANT(gap_ms) };
#undef WANT
}

static enum archive_role
link_role(const struct json_val *state)
{
	if (val_is(state, "open"))
		return ARCHIVE_OPEN;
	if (val_is(state, "lost"))
		return ARCHIVE_LOST;
	if (val_is(state, "resumed"))
		return ARCHIVE_RESUMED;
	return val_is(state, "close") ? ARCHIVE_CLOSE : ARCHIVE_PLAIN;
}

static enum archive_role
role_of(const struct archive_record_slots *at, const struct json_val *v)
{
	if (val_is(v + at->type, "chat"))
		return ARCHIVE_PLAIN;
	if (val_is(v + at->type, "link"))
		return link_role(v + at->state);
	if (val_is(v + at->type, "live") && val_is(v + at->status, "close"))
		return ARCHIVE_CLOSE;
	return ARCHIVE_PLAIN;
}

/* The id of a record that does not have one. */
static struct str
made_id(struct str live_id, struct str channel_id, struct buf *made)
{
	if (channel_id.n == 0)
		return STR("unknown");
	made->n = 0;
	buf_str(made, live_id.n > 0 ? live_id : STR("unknown"));
	buf_addc(made, '_');
	buf_str(made, channel_id);
	return buf_view(made);
}

static int64_t
first_known(int64_t a, int64_t b)
{
	return a != WHEN_UNKNOWN ? a : b;
}

struct archive_record
archive_record_read(const struct archive_record_slots *at, struct jsonl *in,
    const struct json_val *v, struct buf *made)
{
#define TEXT(key) jsonl_text(in, v + at->key)
	struct archive_record r = { .role = role_of(at, v),
		.line = jsonl_line(in),
		.stream_id = TEXT(stream_id),
		.channel_id = TEXT(channel_id),
		.channel = TEXT(channel),
		.message_id = TEXT(message_id),
		.reason = TEXT(reason),
		.t_ms = EVENT_UNKNOWN,
		.gap_ms = event_natural(v + at->gap_ms),
		.opened_at = event_moment(in, v + at->opened_at) };

	r.at = first_known(event_moment(in, v + at->received_at),
	    first_known(event_moment(in, v + at->sent_at),
		event_moment(in, v + at->closed_at)));
	if (r.stream_id.n == 0)
		r.stream_id = made_id(TEXT(live_id), r.channel_id, made);
#undef TEXT
	event_t_ms(v + at->t_ms, &r.t_ms);
	return r;
}
