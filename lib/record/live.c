#include "record/live.h"
#include "record/event.h"

static const char *const statuses[] = {
	[LIVE_OPEN] = "open",
	[LIVE_CLOSE] = "close",
};

void
live_put(struct buf *b, const struct live *l)
{
	put_open(b);
	put_text(b, "type", STR("live"));
	put_text(b, "platform", l->platform);
	put_text(b, "channel_id", l->channel_id);
	put_text(b, "channel", l->channel);
	put_text(b, "stream_id", l->stream_id);
	put_text(b, "status", str_of(statuses[l->status]));
	put_text(b, "live_id", l->live_id);
	put_text(b, "title", l->title);
	put_text(b, "category", l->category);
	put_raw(b, "tags", l->tags);
	event_put_known(b, "viewers", l->viewers);
	event_put_known(b, "followers", l->followers);
	if (l->adult)
		put_bool(b, "adult", true);
	put_moment(b, "opened_at", l->opened_at);
	put_moment(b, "closed_at", l->closed_at);
	put_text(b, "chat_channel_id", l->chat_channel_id);
	put_line(b);
}

struct live_slots
live_want(struct jsonl *in)
{
#define WANT(key) .key = jsonl_want(in, #key)
	return (struct live_slots){ WANT(type), WANT(platform),
		WANT(channel_id), WANT(channel), WANT(stream_id), WANT(status),
		WANT(live_id), WANT(title), WANT(category), WANT(tags),
		WANT(viewers), WANT(followers), WANT(adult), WANT(opened_at),
		WANT(closed_at), WANT(chat_channel_id) };
#undef WANT
}

static enum live_status
status_of(const struct json_val *v)
{
	for (int i = LIVE_OPEN; i <= LIVE_CLOSE; i++)
		if (val_is(v, statuses[i]))
			return (enum live_status)i;
	return LIVE_UNKNOWN;
}

bool
live_read(const struct live_slots *at, struct jsonl *in,
    const struct json_val *v, struct live *live)
{
	if (!val_is(v + at->type, "live"))
		return false;
#define TEXT(key) .key = jsonl_text(in, v + at->key)
	*live = (struct live){ TEXT(platform), TEXT(channel_id), TEXT(channel),
		TEXT(stream_id), TEXT(live_id), TEXT(title), TEXT(category),
		TEXT(chat_channel_id), .status = status_of(v + at->status),
		.tags = event_json(v + at->tags, JSON_ARRAY),
		.viewers = event_natural(v + at->viewers),
		.followers = event_natural(v + at->followers),
		.adult = v[at->adult].kind == JSON_TRUE,
		.opened_at = event_moment(in, v + at->opened_at),
		.closed_at = event_moment(in, v + at->closed_at) };
#undef TEXT
	return true;
}
