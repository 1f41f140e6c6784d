#include "record/ts.h"
#include "record/event.h"

void
ts_put_head(struct buf *b, const struct ts *ts)
{
	put_open(b);
	put_text(b, "type", STR("ts"));
	put_text(b, "channel_id", ts->channel_id);
	put_text(b, "channel", ts->channel);
	put_text(b, "stream_id", ts->stream_id);
}

void
ts_put_rest(struct buf *b, const struct ts *ts)
{
	event_put_known(b, "sec", ts->sec);
	event_put_known(b, "bucket_sec", ts->bucket_sec);
	put_moment(b, "timestamp", ts->timestamp);
	event_put_known(b, "chat_count", ts->chat_count);
	event_put_known(b, "user_count", ts->user_count);
	event_put_known(b, "donation_count", ts->donation_count);
	event_put_known(b, "donation_amount", ts->donation_amount);
	event_put_known_real(b, "rolling", round(ts->rolling * 1e6) / 1e6);
	event_put_known(b, "rolling_sec", ts->rolling_sec);
	if (ts->gap)
		put_bool(b, "gap", true);
	put_text(b, "user_marks", ts->user_marks);
	put_line(b);
}

void
ts_put(struct buf *b, const struct ts *ts)
{
	ts_put_head(b, ts);
	ts_put_rest(b, ts);
}

struct ts_slots
ts_want(struct jsonl *in)
{
#define WANT(key) .key = jsonl_want(in, #key)
	return (struct ts_slots){ WANT(type), WANT(channel_id), WANT(channel),
		WANT(stream_id), WANT(sec), WANT(bucket_sec), WANT(timestamp),
		WANT(chat_count), WANT(user_count), WANT(donation_count),
		WANT(donation_amount), WANT(rolling), WANT(rolling_sec),
		WANT(gap), WANT(user_marks) };
#undef WANT
}

bool
ts_read(const struct ts_slots *at, struct jsonl *in, const struct json_val *v,
    struct ts *ts)
{
	if (!val_is(v + at->type, "ts"))
		return false;
#define TEXT(key) .key = jsonl_text(in, v + at->key)
#define NUMBER(key) .key = event_natural(v + at->key)
	*ts = (struct ts){ TEXT(channel_id), TEXT(channel), TEXT(stream_id),
		NUMBER(sec), NUMBER(bucket_sec), NUMBER(chat_count),
		NUMBER(user_count), NUMBER(donation_count),
		NUMBER(donation_amount), NUMBER(rolling_sec), TEXT(user_marks),
		.timestamp = event_moment(in, v + at->timestamp),
		.rolling = event_real(v + at->rolling),
		.gap = v[at->gap].kind == JSON_TRUE };
#undef NUMBER
#undef TEXT
	return true;
}
