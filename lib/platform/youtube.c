/* Reads the answers of YouTube's Data API. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "platform/youtube.h"
#include "record/money.h"

enum { ITEMS, TOKEN, INTERVAL, OFFLINE_AT, ERROR, N_ANSWER };
static const struct scan_keys answer_keys = { .n = N_ANSWER,
	.name = { [ITEMS] = DOC_KEY("items"),
	    [TOKEN] = DOC_KEY("nextPageToken"),
	    [INTERVAL] = DOC_KEY("pollingIntervalMillis"),
	    [OFFLINE_AT] = DOC_KEY("offlineAt"),
	    [ERROR] = DOC_KEY("error") } };

enum { ID, SNIPPET, AUTHOR, N_ITEM };
static const struct scan_keys item_keys = { .n = N_ITEM,
	.name = { [ID] = DOC_KEY("id"),
	    [SNIPPET] = DOC_KEY("snippet"),
	    [AUTHOR] = DOC_KEY("authorDetails") } };

struct youtube {
	struct arena arena; /* texts of the answer at hand */
	struct buf why;
	struct json_val items; /* of the page at hand */
	struct buf badges;     /* JSON of the item at hand */
	struct chat_counts counts;
};

/* An item of chat, and what reads it. */
struct item {
	struct youtube *y;
	struct json_val v[N_ITEM];
	const struct chat_origin *origin;
	const struct chat_sink *sink;
};

struct youtube *
youtube_new(void)
{
	return xcalloc(1, sizeof(struct youtube));
}

void
youtube_free(struct youtube *y)
{
	if (y == NULL)
		return;
	arena_free(&y->arena);
	buf_free(&y->why);
	buf_free(&y->badges);
	free(y);
}

const struct chat_counts *
youtube_counts(const struct youtube *y)
{
	return &y->counts;
}

const char *
youtube_why(const struct youtube *y)
{
	return y->why.n > 0 ? y->why.p : "";
}

static enum youtube_result
failed(struct youtube *y, enum youtube_result result, struct str why)
{
	y->why.n = 0;
	buf_str(&y->why, why);
	buf_text(&y->why);
	return result;
}

static struct str
text_at(struct youtube *y, const struct json_val *object, const char *path)
{
	struct json_val v = doc_at(object, path);
	struct str s = val_text(&v, &y->arena);

	return s.n > 0 ? s : (struct str){ 0 };
}

static bool
is_true_at(const struct json_val *object, const char *path)
{
	return doc_at(object, path).kind == VAL_TRUE;
}

static int64_t
number_at(const struct json_val *object, const char *path)
{
	struct json_val v = doc_at(object, path);
	int64_t n;

	return val_int(&v, &n) && n >= 0 ? n : RECORD_UNKNOWN;
}

static int64_t
moment_at(struct youtube *y, const struct json_val *object, const char *path)
{
	int64_t ms;

	return when_rfc3339(text_at(y, object, path), &ms) ? ms : WHEN_UNKNOWN;
}

static struct str
joined(struct youtube *y, struct str a, const char *between, struct str b)
{
	size_t n = strlen(between);
	char *p = arena_alloc(&y->arena, a.n + n + b.n + 1);

	memcpy(p, a.p, a.n);
	memcpy(p + a.n, between, n);
	if (b.n > 0)
		memcpy(p + a.n + n, b.p, b.n);
	return (struct str){ p, a.n + n + b.n };
}

/* ---- refusals ---- */

static enum youtube_result
meaning(struct str reason)
{
	static const struct {
		const char *reason;
		enum youtube_result result;
	} reasons[] = {
		{ "quotaExceeded", YOUTUBE_QUOTA },
		{ "dailyLimitExceeded", YOUTUBE_QUOTA },
		{ "rateLimitExceeded", YOUTUBE_TOO_FAST },
		{ "userRateLimitExceeded", YOUTUBE_TOO_FAST },
		{ "liveChatEnded", YOUTUBE_ENDED },
		{ "liveChatDisabled", YOUTUBE_CHAT_OFF },
		{ "forbidden", YOUTUBE_CLOSED },
		{ "insufficientPermissions", YOUTUBE_CLOSED },
		{ "liveChatNotFound", YOUTUBE_LOST },
		{ "playlistNotFound", YOUTUBE_LOST },
		{ "channelNotFound", YOUTUBE_LOST },
		{ "videoNotFound", YOUTUBE_LOST },
		{ "badRequest", YOUTUBE_BAD_TOKEN },
		{ "invalidPageToken", YOUTUBE_BAD_TOKEN },
		{ "pageTokenInvalid", YOUTUBE_BAD_TOKEN },
		{ "invalidValue", YOUTUBE_BAD_TOKEN },
		{ "keyInvalid", YOUTUBE_BAD_KEY },
		{ "API_KEY_INVALID", YOUTUBE_BAD_KEY },
		{ "accessNotConfigured", YOUTUBE_BAD_KEY },
		{ "ipRefererBlocked", YOUTUBE_BAD_KEY },
		{ "authError", YOUTUBE_BAD_KEY },
		{ "required", YOUTUBE_BAD_KEY },
		{ "ACCESS_TOKEN_SCOPE_INSUFFICIENT", YOUTUBE_BAD_KEY },
		{ "liveStreamingNotEnabled", YOUTUBE_BAD_KEY },
	};

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (str_is(reason, reasons[i].reason))
			return reasons[i].result;
	return YOUTUBE_FAILED;
}

/* The result of the first item of an array of reasons that has a meaning. */
static enum youtube_result
first_meaning(struct youtube *y, const struct json_val *error, const char *list)
{
	struct json_val reasons = doc_at(error, list), item;
	enum youtube_result result = YOUTUBE_FAILED;

	for (struct str rest = doc_items(&reasons);
	     result == YOUTUBE_FAILED && doc_item(&rest, &item);)
		result = meaning(text_at(y, &item, "reason"));
	return result;
}

/* Newer details say more than the reason does: a bad key is "badRequest". */
static enum youtube_result
refusal(struct youtube *y, const struct json_val *error)
{
	enum youtube_result result = first_meaning(y, error, "details");

	if (result == YOUTUBE_FAILED)
		result = first_meaning(y, error, "errors");
	return failed(y, result, text_at(y, error, "message"));
}

/* An answer's members; or what it was instead. */
static enum youtube_result
open_answer(struct youtube *y, struct str body, struct json_val *v)
{
	struct scan_error err;

	arena_reset(&y->arena);
	y->why.n = 0;
	y->items = (struct json_val){ 0 };
	if (!doc_open(body, &answer_keys, v, &y->arena, &err))
		return failed(y, YOUTUBE_BROKEN, str_of(err.why));
	if (v[ERROR].kind == VAL_OBJECT)
		return refusal(y, &v[ERROR]);
	return YOUTUBE_OK;
}

enum youtube_result
youtube_read_error(struct youtube *y, struct str body)
{
	struct json_val v[N_ANSWER];
	enum youtube_result result = open_answer(y, body, v);

	return result == YOUTUBE_OK
	    ? failed(y, YOUTUBE_BROKEN, STR("a refusal without a reason"))
	    : result;
}

/* ---- from a name to a chat ---- */

enum youtube_result
youtube_read_channel(struct youtube *y, struct str body, struct str *id)
{
	struct json_val v[N_ANSWER], item;
	enum youtube_result result = open_answer(y, body, v);
	struct str rest = doc_items(&v[ITEMS]);

	*id = (struct str){ 0 };
	if (result == YOUTUBE_OK && doc_item(&rest, &item))
		*id = text_at(y, &item, "id");
	return result;
}

enum youtube_result
youtube_read_list(struct youtube *y, struct str body, struct buf *ids)
{
	struct json_val v[N_ANSWER], item;
	enum youtube_result result = open_answer(y, body, v);

	if (result != YOUTUBE_OK)
		return result;
	for (struct str rest = doc_items(&v[ITEMS]); doc_item(&rest, &item);) {
		struct str id = text_at(y, &item, "contentDetails.videoId");

		if (id.p == NULL)
			id = text_at(y, &item, "id");
		if (youtube_kind(id) != YOUTUBE_VIDEO)
			continue;
		if (ids->n > 0)
			buf_addc(ids, ',');
		buf_str(ids, id);
	}
	return result;
}

static void
take_video(
    struct youtube *y, const struct json_val *item, struct youtube_video *out)
{
	int64_t ended =
	    moment_at(y, item, "liveStreamingDetails.actualEndTime");

	*out = (struct youtube_video){
		.id = text_at(y, item, "id"),
		.channel_id = text_at(y, item, "snippet.channelId"),
		.channel = text_at(y, item, "snippet.channelTitle"),
		.title = text_at(y, item, "snippet.title"),
		.chat_id =
		    text_at(y, item, "liveStreamingDetails.activeLiveChatId"),
		.opened_at =
		    moment_at(y, item, "liveStreamingDetails.actualStartTime"),
	};
	out->live = ended == WHEN_UNKNOWN &&
	    (out->opened_at != WHEN_UNKNOWN || out->chat_id.p != NULL);
}

/* How much a video is what is looked for: on air, about to be, anything. */
static int
worth(const struct youtube_video *v)
{
	if (v->id.p == NULL)
		return 0;
	return v->live ? 2 + (v->opened_at != WHEN_UNKNOWN) : 1;
}

enum youtube_result
youtube_read_videos(
    struct youtube *y, struct str body, struct youtube_video *out)
{
	struct json_val v[N_ANSWER], item;
	enum youtube_result result = open_answer(y, body, v);
	struct youtube_video one;

	*out = (struct youtube_video){ .opened_at = WHEN_UNKNOWN };
	if (result != YOUTUBE_OK)
		return result;
	for (struct str rest = doc_items(&v[ITEMS]); doc_item(&rest, &item);) {
		take_video(y, &item, &one);
		if (worth(&one) > worth(out))
			*out = one;
	}
	return result;
}

/* ---- chat ---- */

static struct str
snippet(struct item *i, const char *path)
{
	return text_at(i->y, &i->v[SNIPPET], path);
}

static int64_t
count(struct item *i, const char *path)
{
	return number_at(&i->v[SNIPPET], path);
}

static void
give(struct item *i, const struct event *e)
{
	i->y->counts.events++;
	i->sink->event(i->sink->arg, e);
}

static struct str
author(struct item *i, const char *key)
{
	return text_at(i->y, &i->v[AUTHOR], key);
}

static bool
is_author(struct item *i, const char *key)
{
	return is_true_at(&i->v[AUTHOR], key);
}

static struct str
role(struct item *i)
{
	if (is_author(i, "isChatOwner"))
		return STR("streamer");
	return is_author(i, "isChatModerator") ? STR("manager") : STR("viewer");
}

static struct str
badges(struct item *i)
{
	static const struct {
		const char *key;
		struct str badge;
	} marks[] = {
		{ "isVerified", { "verified", 8 } },
		{ "isChatOwner", { "owner", 5 } },
		{ "isChatModerator", { "moderator", 9 } },
		{ "isChatSponsor", { "member", 6 } },
	};
	struct buf *b = &i->y->badges;

	b->n = 0;
	put_array(b, NULL);
	for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
		if (is_author(i, marks[m].key))
			put_text(b, NULL, marks[m].badge);
	put_array_close(b);
	return b->n > 2 ? buf_view(b) : (struct str){ 0 };
}

static struct event
begin(struct item *i, enum event_type type)
{
	struct event e = chat_event(STR(YOUTUBE_NAME), type, i->origin,
	    moment_at(i->y, &i->v[SNIPPET], "publishedAt"));

	e.message_id = val_text(&i->v[ID], &i->y->arena);
	e.user_id = author(i, "channelId");
	if (e.user_id.p == NULL)
		e.user_id = snippet(i, "authorChannelId");
	e.user = author(i, "displayName");
	return e;
}

/* What chats, donations and subscriptions have. */
static struct event
message(struct item *i, enum event_type type, const char *text)
{
	struct event e = begin(i, type);

	e.text = text != NULL ? snippet(i, text) : (struct str){ 0 };
	if (e.text.p == NULL)
		e.text = STR("");
	e.role = role(i);
	e.badges = badges(i);
	return e;
}

static void
read_text(struct item *i)
{
	struct event e =
	    message(i, EVENT_CHAT, "textMessageDetails.messageText");

	if (e.text.n == 0)
		e.text = snippet(i, "displayMessage");
	give(i, &e);
}

static void
pay(struct item *i, struct event *e, const char *micros, const char *currency)
{
	int64_t amount = count(i, micros);

	e->currency = snippet(i, currency);
	if (amount >= 0)
		e->amount = money_units((double)amount / 1e6, e->currency);
	give(i, e);
}

static void
read_super_chat(struct item *i)
{
	struct event e =
	    message(i, EVENT_DONATION, "superChatDetails.userComment");

	e.donation_type = STR("superchat");
	pay(i, &e, "superChatDetails.amountMicros",
	    "superChatDetails.currency");
}

static void
read_sticker(struct item *i)
{
	struct event e = message(i, EVENT_DONATION,
	    "superStickerDetails.superStickerMetadata.altText");

	e.donation_type = STR("supersticker");
	pay(i, &e, "superStickerDetails.amountMicros",
	    "superStickerDetails.currency");
}

/* An upgrade is no first month. */
static void
read_member(struct item *i)
{
	struct event e = message(i, EVENT_SUBSCRIPTION, NULL);

	e.tier_name = snippet(i, "newSponsorDetails.memberLevelName");
	if (!is_true_at(&i->v[SNIPPET], "newSponsorDetails.isUpgrade"))
		e.months = 1;
	give(i, &e);
}

static void
read_milestone(struct item *i)
{
	struct event e = message(
	    i, EVENT_SUBSCRIPTION, "memberMilestoneChatDetails.userComment");

	e.tier_name = snippet(i, "memberMilestoneChatDetails.memberLevelName");
	e.months = count(i, "memberMilestoneChatDetails.memberMonth");
	give(i, &e);
}

static void
read_gifts(struct item *i)
{
	struct event e = message(i, EVENT_SUBSCRIPTION, NULL);

	e.gift = true;
	e.gift_id = e.message_id;
	e.tier_name =
	    snippet(i, "membershipGiftingDetails.giftMembershipsLevelName");
	e.quantity = count(i, "membershipGiftingDetails.giftMembershipsCount");
	give(i, &e);
}

/* The author is who got it; the record is the giver's. */
static void
read_received(struct item *i)
{
	struct event e = begin(i, EVENT_SUBSCRIPTION);

	e.gift = true;
	e.gift_id = snippet(i,
	    "giftMembershipReceivedDetails."
	    "associatedMembershipGiftingMessageId");
	e.tier_name =
	    snippet(i, "giftMembershipReceivedDetails.memberLevelName");
	e.target_user_id = e.user_id;
	e.target_user = e.user;
	e.user_id = snippet(i, "giftMembershipReceivedDetails.gifterChannelId");
	e.user = (struct str){ 0 };
	e.text = STR("");
	give(i, &e);
}

static void
delete_message(struct item *i, struct str target, const char *why)
{
	struct event e = begin(i, EVENT_MODERATION);

	e.action = STR("delete");
	e.target_message_id = target;
	e.reason = str_of(why);
	if (target.p == NULL)
		i->y->counts.bad++;
	else
		give(i, &e);
}

static void
read_deletion(struct item *i)
{
	delete_message(
	    i, snippet(i, "messageDeletedDetails.deletedMessageId"), NULL);
}

static void
read_retraction(struct item *i)
{
	delete_message(i,
	    snippet(i, "messageRetractedDetails.retractedMessageId"),
	    "retracted");
}

/* Stands where a message was. */
static void
read_tombstone(struct item *i)
{
	struct event e = begin(i, EVENT_MODERATION);

	e.action = STR("delete");
	e.target_message_id = e.message_id;
	e.message_id = joined(i->y, e.message_id, ":delete", STR(""));
	give(i, &e);
}

static void
read_ban(struct item *i)
{
	struct event e = begin(i, EVENT_MODERATION);
	struct json_val seconds =
	    doc_at(&i->v[SNIPPET], "userBannedDetails.banDurationSeconds");

	e.action = STR("ban");
	e.target_user_id =
	    snippet(i, "userBannedDetails.bannedUserDetails.channelId");
	if (str_is(snippet(i, "userBannedDetails.banType"), "temporary"))
		e.action = STR("timeout");
	if (number_at(&i->v[SNIPPET], "userBannedDetails.banDurationSeconds") >=
	    0)
		e.reason = joined(
		    i->y, (struct str){ seconds.p, seconds.n }, " s", STR(""));
	give(i, &e);
}

static void
set_mode(struct item *i, struct str mode)
{
	struct event e = begin(i, EVENT_MODERATION);

	e.action = STR("chat_mode");
	e.chat_mode = mode;
	give(i, &e);
}

static void
read_members_only(struct item *i)
{
	set_mode(i, STR("{\"members-only\":true}"));
}

static void
read_open_to_all(struct item *i)
{
	set_mode(i, STR("{\"members-only\":false}"));
}

static void
read_end(struct item *i)
{
	(void)i; /* the page has said so */
}

static const char chat_ended[] = "chatEndedEvent";

static void
read_item(struct item *i)
{
	static const struct {
		const char *type;
		void (*read)(struct item *);
	} types[] = {
		{ "textMessageEvent", read_text },
		{ "superChatEvent", read_super_chat },
		{ "superStickerEvent", read_sticker },
		{ "newSponsorEvent", read_member },
		{ "memberMilestoneChatEvent", read_milestone },
		{ "membershipGiftingEvent", read_gifts },
		{ "giftMembershipReceivedEvent", read_received },
		{ "messageDeletedEvent", read_deletion },
		{ "messageRetractedEvent", read_retraction },
		{ "userBannedEvent", read_ban },
		{ "sponsorOnlyModeStartedEvent", read_members_only },
		{ "sponsorOnlyModeEndedEvent", read_open_to_all },
		{ "tombstone", read_tombstone },
		{ chat_ended, read_end },
	};
	struct str type = snippet(i, "type");

	for (size_t t = 0; t < sizeof types / sizeof *types; t++)
		if (str_is(type, types[t].type)) {
			types[t].read(i);
			return;
		}
	i->y->counts.unknown++;
}

static bool
is_over(struct youtube *y, const struct json_val *item)
{
	return str_is(text_at(y, item, "snippet.type"), chat_ended);
}

enum youtube_result
youtube_read_page(struct youtube *y, struct str body, struct youtube_page *page)
{
	struct json_val v[N_ANSWER], item;
	enum youtube_result result = open_answer(y, body, v);

	*page = (struct youtube_page){ .interval_ms = RECORD_UNKNOWN };
	y->counts.frames++;
	if (result == YOUTUBE_BROKEN)
		y->counts.bad++;
	if (result != YOUTUBE_OK)
		return result;
	y->items = v[ITEMS];
	page->token = val_text(&v[TOKEN], &y->arena);
	page->interval_ms = val_natural(&v[INTERVAL]);
	page->over = v[OFFLINE_AT].kind == VAL_STRING;
	for (struct str rest = doc_items(&y->items); doc_item(&rest, &item);) {
		page->items++;
		page->over |= is_over(y, &item);
	}
	return YOUTUBE_OK;
}

void
youtube_give_events(struct youtube *y, const struct chat_origin *origin,
    const struct chat_sink *sink)
{
	struct json_val item;

	for (struct str rest = doc_items(&y->items); doc_item(&rest, &item);) {
		struct item i = { .y = y, .origin = origin, .sink = sink };

		if (sink->raw != NULL)
			sink->raw(sink->arg, RECORD_UNKNOWN, val_raw(&item));
		doc_members(&item, &item_keys, i.v, &y->arena);
		if (i.v[ID].kind == VAL_STRING &&
		    i.v[SNIPPET].kind == VAL_OBJECT)
			read_item(&i);
		else
			y->counts.bad++;
	}
}
