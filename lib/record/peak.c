#include <math.h>

#include "record/event.h"
#include "record/peak.h"

static const char *const names[] = {
	[PEAK_Z] = "z",
	[PEAK_VOLUME] = "volume",
	[PEAK_SURGE] = "surge",
};

const char *
peak_by_name(enum peak_by by)
{
	return names[by];
}

enum peak_by
peak_by_of(struct str text)
{
	for (int by = PEAK_Z; by <= PEAK_SURGE; by++)
		if (str_is(text, names[by]))
			return (enum peak_by)by;
	return PEAK_UNKNOWN;
}

/* More than three decimals tell people nothing. */
static void
put_ratio(struct buf *b, const char *key, double value)
{
	event_put_known_real(b, key, round(value * 1000) / 1000);
}

static void
put_elapsed(struct buf *b, const char *key, int64_t sec)
{
	char text[WHEN_HMS_MAX];

	if (sec != EVENT_UNKNOWN)
		put_text(b, key, (struct str){ text, when_put_hms(text, sec) });
}

void
peak_put(struct buf *b, const struct peak *p)
{
	put_open(b);
	put_text(b, "type", STR("peak"));
	put_text(b, "channel_id", p->channel_id);
	put_text(b, "channel", p->channel);
	put_text(b, "stream_id", p->stream_id);
	put_text(b, "by", str_of(names[p->by]));
	event_put_known(b, "rank", p->rank);
	event_put_known(b, "start_sec", p->start_sec);
	event_put_known(b, "end_sec", p->end_sec);
	event_put_known(b, "peak_sec", p->peak_sec);
	put_moment(b, "timestamp", p->timestamp);
	event_put_known(b, "value", p->value);
	put_ratio(b, "surge_ratio", p->surge_ratio);
	put_ratio(b, "z", p->z);
	event_put_known(b, "chat_count", p->chat_count);
	event_put_known(b, "user_count", p->user_count);
	put_ratio(b, "messages_per_user", p->messages_per_user);
	event_put_known(b, "donation_count", p->donation_count);
	event_put_known(b, "donation_amount", p->donation_amount);
	event_put_known(b, "clip_start_sec", p->clip_start_sec);
	put_elapsed(b, "start_time", p->start_sec);
	put_elapsed(b, "end_time", p->end_sec);
	put_line(b);
}

struct peak_slots
peak_want(struct jsonl *in)
{
#define WANT(key) .key = jsonl_want(in, #key)
	return (struct peak_slots){ WANT(type), WANT(channel_id), WANT(channel),
		WANT(stream_id), WANT(by), WANT(rank), WANT(start_sec),
		WANT(end_sec), WANT(peak_sec), WANT(timestamp), WANT(value),
		WANT(surge_ratio), WANT(z), WANT(chat_count), WANT(user_count),
		WANT(messages_per_user), WANT(donation_count),
		WANT(donation_amount), WANT(clip_start_sec) };
#undef WANT
}

bool
peak_read(const struct peak_slots *at, struct jsonl *in,
    const struct json_val *v, struct peak *peak)
{
	if (!val_is(v + at->type, "peak"))
		return false;
#define TEXT(key) .key = jsonl_text(in, v + at->key)
#define NUMBER(key) .key = event_natural(v + at->key)
#define REAL(key) .key = event_real(v + at->key)
	*peak = (struct peak){ TEXT(channel_id), TEXT(channel), TEXT(stream_id),
		NUMBER(rank), NUMBER(start_sec), NUMBER(end_sec),
		NUMBER(peak_sec), NUMBER(value), REAL(surge_ratio), REAL(z),
		NUMBER(chat_count), NUMBER(user_count), REAL(messages_per_user),
		NUMBER(donation_count), NUMBER(donation_amount),
		NUMBER(clip_start_sec),
		.by = peak_by_of(jsonl_text(in, v + at->by)),
		.timestamp = event_moment(in, v + at->timestamp) };
#undef REAL
#undef NUMBER
#undef TEXT
	return true;
}
