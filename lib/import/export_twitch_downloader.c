/*
 * TwitchDownloader's JSON, as of its version 1.4 of the format.  A reader of it
 * looks its members up by name, so "video", whose end is known last, comes
 * last.  It knows subscriptions by how their texts begin, draws only comments
 * that have a commenter and fragments, and takes ids that are numbers of 32
 * bits for the channel.
 */
#include "core/num.h"
#include "import/export_formats.h"
#include "jsonl/put.h"
#include "record/money.h"

void
export_twitch_downloader_begin(const struct export *x, struct buf *b)
{
	(void)x;
	buf_adds(b,
	    "{\"FileInfo\":{\"Version\":{\"Major\":1,\"Minor\":4,\"Patch\":0},"
	    "\"CreatedAt\":\"0001-01-01T00:00:00\","
	    "\"UpdatedAt\":\"0001-01-01T00:00:00\"},\"comments\":[");
}

static void
put_video(const struct export *x, struct buf *b)
{
	double end = (double)(x->last_ms / 1000 + 1);
	struct str id = x->stream_id;

	str_take(&id, "vod_");
	put_object(b, "video");
	put_text(b, "title", x->title.p != NULL ? x->title : STR(""));
	put_text(b, "id", id);
	put_moment(b, "created_at", x->opened_at);
	put_real(b, "start", 0);
	put_real(b, "end", end);
	put_real(b, "length", end);
	put_int(b, "viewCount", 0);
	put_text(b, "game", x->category);
	put_array(b, "chapters");
	put_array_close(b);
	put_close(b);
}

void
export_twitch_downloader_end(const struct export *x, struct buf *b)
{
	int64_t id;

	if (!num_int(x->channel_id, &id) || id < 0 || id > INT32_MAX)
		id = 0;
	buf_addc(b, ']');
	put_object(b, "streamer");
	put_text(b, "name", x->channel.p != NULL ? x->channel : STR(""));
	put_int(b, "id", id);
	put_close(b);
	put_video(x, b);
	buf_adds(b,
	    ",\"embeddedData\":{\"thirdParty\":[],\"firstParty\":[],"
	    "\"twitchBadges\":[],\"twitchBits\":[]}");
	put_line(b);
}

/* What a viewer of the chat reads; false when it is just the text. */
static bool
put_body(struct buf *body, const struct event *e)
{
	if (e->type == EVENT_DONATION && !str_is(e->currency, "BITS") &&
	    e->amount >= 0) {
		money_put(body, e->amount, e->currency);
		buf_addc(body, ' ');
	} else if (e->type == EVENT_SUBSCRIPTION && e->gift) {
		buf_fmt(body, "%.*s gifted a Tier 1 sub to %.*s! ",
		    STR_ARG(e->user), STR_ARG(e->target_user));
	} else if (e->type == EVENT_SUBSCRIPTION) {
		buf_fmt(body, "%.*s subscribed at Tier 1. ", STR_ARG(e->user));
		if (e->months > 0)
			buf_fmt(body, "They've subscribed for %lld months! ",
			    (long long)e->months);
	}
	buf_str(body, e->text);
	return body->n != e->text.n;
}

static void
put_badges(struct buf *b, const struct event *e)
{
	bool owner = str_is(e->role, "streamer");

	put_array(b, "user_badges");
	if (owner || str_is(e->role, "manager")) {
		put_open(b);
		put_text(
		    b, "_id", owner ? STR("broadcaster") : STR("moderator"));
		put_text(b, "version", STR("1"));
		put_close(b);
	}
	put_array_close(b);
}

static void
put_message(struct buf *b, const struct event *e, struct str body)
{
	bool bits = e->type == EVENT_DONATION && str_is(e->currency, "BITS");

	put_object(b, "message");
	put_text(b, "body", body);
	put_int(
	    b, "bits_spent", bits && e->amount <= INT32_MAX ? e->amount : 0);
	put_array(b, "fragments");
	put_open(b);
	put_text(b, "text", body);
	buf_adds(b, ",\"emoticon\":null");
	put_close(b);
	put_array_close(b);
	put_badges(b, e);
	buf_adds(b, ",\"user_color\":null,\"emoticons\":[]");
	if (e->type == EVENT_SUBSCRIPTION) {
		put_object(b, "user_notice_params");
		put_text(b, "msg_id", e->gift ? STR("subgift") : STR("resub"));
		put_close(b);
	}
	put_close(b);
}

static void
put_commenter(struct buf *b, const struct event *e)
{
	struct str name = e->user.p != NULL ? e->user : STR("");

	put_object(b, "commenter");
	put_text(b, "display_name", name);
	put_text(b, "_id", e->user_id);
	put_text(b, "name", name);
	buf_adds(b, ",\"bio\":null,\"logo\":null");
	put_close(b);
}

bool
export_twitch_downloader(
    const struct export *x, struct buf *b, const struct event *e, int64_t t_ms)
{
	struct buf body = { 0 };
	bool more;

	if (e->type > EVENT_SUBSCRIPTION)
		return false;
	buf_adds(&body, "");
	more = put_body(&body, e);
	put_open(b);
	put_text(b, "_id", e->message_id);
	put_moment(b, "created_at", e->sent_at);
	put_text(b, "channel_id", e->channel_id);
	put_text(b, "content_type", STR("video"));
	put_real(b, "content_offset_seconds", (double)t_ms / 1000);
	put_commenter(b, e);
	put_message(b, e, body.p != NULL ? buf_view(&body) : STR(""));
	native_put(x, b, e,
	    t_ms > INT64_C(1000000000000) ? "t_ms text"
		: more                    ? "text"
					  : NULL);
	put_close(b);
	buf_free(&body);
	return true;
}
