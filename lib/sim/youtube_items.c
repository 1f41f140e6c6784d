/* Writes what the simulated YouTube answers with. */
#include "sim/youtube_items.h"
#include "jsonl/put.h"

enum { MICROS = 1000000 };

void
youtube_put_handle(struct buf *b, const struct channel *c)
{
	buf_fmt(b, "@sim%u", c->index + 1);
}

void
youtube_put_channel_id(struct buf *b, const struct channel *c)
{
	buf_fmt(b, "UCsim%019u", c->index + 1);
}

void
youtube_put_video_id(struct buf *b, const struct channel *c)
{
	buf_fmt(
	    b, "s%05uv%04u", (c->index + 1) % 100000, c->broadcasts % 10000);
}

void
youtube_put_chat_id(struct buf *b, const struct channel *c)
{
	buf_fmt(b, "chat=%u/%u", c->index + 1, c->broadcasts);
}

/* A member with one of the texts above. */
static void
put_name(struct buf *b, const char *key,
    void (*put)(struct buf *, const struct channel *), const struct channel *c)
{
	struct buf name = { 0 };

	put(&name, c);
	put_text(b, key, buf_view(&name));
	buf_free(&name);
}

void
youtube_put_channel(struct buf *b, const struct channel *c)
{
	put_open(b);
	put_text(b, "kind", STR("youtube#channel"));
	put_name(b, "id", youtube_put_channel_id, c);
	put_close(b);
}

void
youtube_put_upload(struct buf *b, const struct channel *c)
{
	put_open(b);
	put_text(b, "kind", STR("youtube#playlistItem"));
	put_object(b, "contentDetails");
	put_name(b, "videoId", youtube_put_video_id, c);
	put_close(b);
	put_close(b);
}

void
youtube_put_video(struct buf *b, const struct channel *c)
{
	put_open(b);
	put_text(b, "kind", STR("youtube#video"));
	put_name(b, "id", youtube_put_video_id, c);
	put_object(b, "snippet");
	put_name(b, "channelId", youtube_put_channel_id, c);
	put_text(b, "channelTitle", c->name);
	put_text(b, "title", c->title);
	put_text(
	    b, "liveBroadcastContent", c->open ? STR("live") : STR("none"));
	put_close(b);
	put_object(b, "liveStreamingDetails");
	put_moment(b, "actualStartTime", c->opened_at);
	if (c->open)
		put_name(b, "activeLiveChatId", youtube_put_chat_id, c);
	else
		put_moment(b, "actualEndTime", c->closed_at);
	put_close(b);
	put_close(b);
}

/* ---- chat ---- */

/* "UC" and 22 characters of a person's id. */
static void
put_person_id(struct buf *b, const char *key, struct str id)
{
	char text[] = "UC0000000000000000000000";

	for (size_t i = 0; i < id.n && i < sizeof text - 3; i++)
		text[2 + i] = id.p[i];
	put_text(b, key, str_of(text));
}

static void
open_item(struct buf *b, const struct channel *c, struct str id, int64_t ms,
    const char *type)
{
	put_open(b);
	put_text(b, "kind", STR("youtube#liveChatMessage"));
	put_text(b, "id", id);
	put_object(b, "snippet");
	put_text(b, "type", str_of(type));
	put_name(b, "liveChatId", youtube_put_chat_id, c);
	put_moment(b, "publishedAt", ms);
}

static void
close_item(struct buf *b, struct str id, struct str name)
{
	put_close(b);
	if (name.p != NULL) {
		put_object(b, "authorDetails");
		put_person_id(b, "channelId", id);
		put_text(b, "displayName", name);
		put_bool(b, "isVerified", false);
		put_bool(b, "isChatOwner", false);
		put_bool(b, "isChatSponsor", false);
		put_bool(b, "isChatModerator", false);
		put_close(b);
	}
	put_close(b);
}

static void
put_number(struct buf *b, const char *key, int64_t n)
{
	struct buf text = { 0 };

	buf_fmt(&text, "%lld", (long long)n);
	put_text(b, key, buf_view(&text));
	buf_free(&text);
}

static void
put_price(struct buf *b, const struct event *e)
{
	put_number(b, "amountMicros", e->amount * MICROS);
	put_text(b, "currency", e->currency);
	put_int(b, "tier", 1);
	put_close(b);
}

static void
put_paid(struct buf *b, const struct channel *c, const struct event *e,
    struct str id)
{
	if (str_is(e->donation_type, "video")) {
		open_item(b, c, id, e->sent_at, "superStickerEvent");
		put_object(b, "superStickerDetails");
		put_object(b, "superStickerMetadata");
		put_text(b, "altText", e->text);
		put_close(b);
	} else {
		open_item(b, c, id, e->sent_at, "superChatEvent");
		put_object(b, "superChatDetails");
		put_text(b, "userComment", e->text);
	}
	put_price(b, e);
	close_item(
	    b, e->user_id, e->user.p != NULL ? e->user : STR("@anonymous"));
}

static void
put_gift(struct buf *b, const struct channel *c, const struct event *e,
    struct str id, struct str gift)
{
	bool received = e->target_user_id.n > 0;

	if (received) {
		open_item(b, c, id, e->sent_at, "giftMembershipReceivedEvent");
		put_object(b, "giftMembershipReceivedDetails");
		put_person_id(b, "gifterChannelId", e->user_id);
		put_text(b, "associatedMembershipGiftingMessageId", gift);
	} else {
		open_item(b, c, id, e->sent_at, "membershipGiftingEvent");
		put_object(b, "membershipGiftingDetails");
		put_int(b, "giftMembershipsCount", e->quantity);
	}
	put_close(b);
	close_item(b, received ? e->target_user_id : e->user_id,
	    received ? e->target_user : e->user);
}

static void
put_member(struct buf *b, const struct channel *c, const struct event *e,
    struct str id)
{
	if (e->months > 1) {
		open_item(b, c, id, e->sent_at, "memberMilestoneChatEvent");
		put_object(b, "memberMilestoneChatDetails");
		put_text(b, "userComment", e->text);
		put_int(b, "memberMonth", e->months);
	} else {
		open_item(b, c, id, e->sent_at, "newSponsorEvent");
		put_object(b, "newSponsorDetails");
		put_bool(b, "isUpgrade", false);
	}
	put_text(b, "memberLevelName", STR("새싹"));
	put_close(b);
	close_item(b, e->user_id, e->user);
}

static void
put_said(struct buf *b, const struct channel *c, const struct event *e,
    struct str id)
{
	open_item(b, c, id, e->sent_at, "textMessageEvent");
	put_object(b, "textMessageDetails");
	put_text(b, "messageText", e->text);
	put_close(b);
	close_item(
	    b, e->user_id, e->user.p != NULL ? e->user : STR("@anonymous"));
}

void
youtube_put_message(struct buf *b, const struct channel *c,
    const struct event *e, struct str id, struct str gift)
{
	if (e->type == EVENT_DONATION)
		put_paid(b, c, e, id);
	else if (e->type == EVENT_SUBSCRIPTION && e->gift)
		put_gift(b, c, e, id, gift);
	else if (e->type == EVENT_SUBSCRIPTION)
		put_member(b, c, e, id);
	else
		put_said(b, c, e, id);
}

void
youtube_put_deletion(
    struct buf *b, const struct channel *c, int64_t ms, struct str id)
{
	struct buf own = { 0 };

	buf_fmt(&own, "%.*s.gone", STR_ARG(id));
	open_item(b, c, buf_view(&own), ms, "messageDeletedEvent");
	put_object(b, "messageDeletedDetails");
	put_text(b, "deletedMessageId", id);
	put_close(b);
	close_item(b, STR("0"), STR("@mod"));
	buf_free(&own);
}

void
youtube_put_end(struct buf *b, const struct channel *c, int64_t ms)
{
	open_item(b, c, STR("LCC.end"), ms, "chatEndedEvent");
	close_item(b, (struct str){ 0 }, (struct str){ 0 });
}

int
youtube_put_error(struct buf *b, int status, const char *reason)
{
	put_open(b);
	put_object(b, "error");
	put_int(b, "code", status);
	put_text(b, "message", STR("simulated"));
	put_array(b, "errors");
	buf_addc(b, '{');
	put_text(b, "domain", STR("youtube"));
	put_text(b, "reason", str_of(reason));
	put_close(b);
	put_array_close(b);
	put_close(b);
	put_close(b);
	return status;
}
