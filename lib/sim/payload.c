/* Writes the frames of Chzzk's chat servers. */
#include <stdio.h>
#include <string.h>

#include "core/when.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "platform/chzzk.h"
#include "sim/payload_private.h"

/* A JSON document as a string member; `b` is emptied for the next. */
static void
put_encoded(struct buf *to, const char *key, struct buf *b)
{
	put_text(to, key, buf_view(b));
	b->n = 0;
}

/* ---- rows ---- */

static const struct {
	const char *service, *chat, *sender, *time, *text, *kind, *status,
	    *count, *created, *updated;
} names[] = {
	[SPELL_PUSH] = { "svcid", "cid", "uid", "msgTime", "msg", "msgTypeCode",
	    "msgStatusType", "mbrCnt", "ctime", "utime" },
	[SPELL_RECENT] = { "serviceId", "channelId", "userId", "messageTime",
	    "content", "messageTypeCode", "messageStatusType", "memberCount",
	    "createTime", "updateTime" },
	[SPELL_REPLAY] = { NULL, "chatChannelId", "userIdHash", "messageTime",
	    "content", "messageTypeCode", "messageStatusType", NULL, NULL,
	    NULL },
};

struct str
payload_role(struct str role)
{
	if (str_is(role, "streamer"))
		return STR("streamer");
	if (str_is(role, "manager"))
		return STR("streaming_channel_manager");
	if (str_is(role, "moderator"))
		return STR("streaming_chat_manager");
	return STR("common_user");
}

/* Who wrote it, as JSON; an unknown writer has none. */
void
payload_put_profile(struct buf *b, const struct event *e)
{
	put_text(b, "userIdHash", e->user_id);
	put_text(b, "nickname", e->user);
	put_text(b, "profileImageUrl", STR(""));
	put_text(b, "userRoleCode", payload_role(e->role));
	put_raw(b, "badge", NUL);
	put_raw(b, "title", NUL);
	put_bool(b, "verifiedMark", false);
	put_raw(b, "verifiedMarkType", NUL);
	put_raw(b, "activityBadges", STR("[]"));
	put_raw(b, "streamingProperty",
	    STR("{\"nicknameColor\":{\"colorCode\":\"CC000\"},"
		"\"activatedAchievementBadgeIds\":[]}"));
	put_raw(b, "viewerBadges", STR("[]"));
}

static void
put_profile(struct buf *b, const struct event *e)
{
	put_open(b);
	payload_put_profile(b, e);
	put_close(b);
}

void
payload_emojis(struct buf *b, struct str emotes)
{
	const struct json_val object = { .p = emotes.p,
		.n = (uint32_t)emotes.n,
		.kind = emotes.n > 1 ? VAL_OBJECT : VAL_ABSENT };
	struct str rest = doc_items(&object);
	struct json_val key, url;
	bool first = true;

	put_object(b, "emojis");
	while (rest.n > 0 && doc_member(&rest, &key, &url)) {
		struct str name = { key.p, key.n };

		if (str_starts(name, "{:") && str_ends(name, ":}"))
			name = (struct str){ name.p + 2, name.n - 4 };
		buf_fmt(b, "%s\"%.*s\":%.*s", first ? "" : ",", STR_ARG(name),
		    STR_ARG(val_raw(&url)));
		first = false;
	}
	put_close(b);
}

/* One that its streamer has not answered yet; it has no donationId. */
static void
put_mission(struct buf *b, const struct event *e)
{
	put_raw(b, "donationId", NUL);
	put_text(b, "missionDonationId", e->donation_id);
	put_text(b, "missionDonationType", STR("ALONE"));
	put_text(b, "missionText", e->text);
	put_int(b, "totalPayAmount", e->amount > 0 ? e->amount : 0);
	put_int(b, "durationTime", 9000);
	put_int(b, "participationCount", 0);
	put_text(b, "status", STR("PENDING"));
	put_bool(b, "success", false);
}

static void
put_donation(struct buf *b, const struct event *e)
{
	char upper[32] = "CHAT";
	size_t n = e->donation_type.n;

	if (n > 0 && n < sizeof upper)
		for (size_t i = 0; i <= n; i++)
			upper[i] = (char)(i < n && e->donation_type.p[i] >= 'a'
				? e->donation_type.p[i] & ~0x20
				: i < n ? e->donation_type.p[i]
					: '\0');
	put_text(b, "donationType", str_of(upper));
	if (str_starts(e->donation_type, "mission"))
		put_mission(b, e);
	else
		put_text(b, "donationId", e->donation_id);
	put_bool(b, "isAnonymous", e->anonymous);
	put_text(b, "payType", STR("CURRENCY"));
	put_int(b, "payAmount", e->amount > 0 ? e->amount : 0);
	if (!e->anonymous)
		put_text(b, "nickname", e->user);
	put_int(b, "continuousDonationDays", 0);
	put_raw(b, "weeklyRankList", STR("[]"));
}

static void
put_subscription(struct buf *b, const struct event *e)
{
	if (!e->gift) {
		if (e->months >= 0)
			put_int(b, "month", e->months);
		put_text(b, "nickname", e->user);
	} else {
		put_text(b, "giftType",
		    e->target_user_id.n > 0 ? STR("SUBSCRIPTION_GIFT_RECEIVER")
					    : STR("SUBSCRIPTION_GIFT"));
		put_text(b, "giftId", STR("46gXAa6MzXQiZhNvqsPHcdHRpzmuo"));
		put_text(b, "receiverUserIdHash", e->target_user_id);
		put_text(b, "receiverNickname", e->target_user);
		put_text(b, "selectionType", STR("RANDOM"));
		if (e->quantity > 0)
			put_int(b, "quantity", e->quantity);
	}
	put_text(b, e->gift ? "giftTierName" : "tierName",
	    e->tier_name.n > 0         ? e->tier_name
		: str_is(e->tier, "2") ? STR("나무")
				       : STR("새싹"));
	put_raw(b, e->gift ? "giftTierNo" : "tierNo",
	    str_is(e->tier, "2") ? STR("2") : STR("1"));
}

static void
put_extras(struct buf *b, const struct channel *c, const struct event *e)
{
	put_open(b);
	if (e->type == EVENT_SUBSCRIPTION)
		put_subscription(b, e);
	if (e->type == EVENT_DONATION)
		put_donation(b, e);
	if (e->type != EVENT_SUBSCRIPTION) {
		put_text(b, "chatType", STR("STREAMING"));
		put_text(b, "osType", STR("PC"));
		put_text(b, "extraToken", STR(EXTRA_TOKEN));
		put_text(b, "streamingChannelId", c->id);
		payload_emojis(b, e->emotes);
	}
	put_close(b);
}

static int
kind_of(const struct event *e)
{
	if (e->type == EVENT_DONATION)
		return CHZZK_DONATED;
	if (e->type == EVENT_SUBSCRIPTION)
		return e->gift ? CHZZK_GIFT : CHZZK_SUBSCRIBED;
	return CHZZK_TEXT;
}

int
payload_cmd(const struct event *e)
{
	return kind_of(e) == CHZZK_TEXT ? CHZZK_CHAT : CHZZK_DONATION;
}

static void
put_member_int(struct buf *b, const char *key, int64_t value)
{
	if (key != NULL)
		put_int(b, key, value);
}

void
payload_row(struct buf *b, enum spelling how, const struct channel *c,
    const struct event *e, int64_t position)
{
	static struct buf inner;
	bool nobody = e->user_id.n == 0;

	put_open(b);
	if (names[how].service != NULL)
		put_text(b, names[how].service, STR("game"));
	put_text(b, names[how].chat, str_of(c->chat_id));
	put_member_int(b, names[how].count, c->viewers);
	put_text(b, names[how].sender, nobody ? STR("anonymous") : e->user_id);
	if (nobody || e->user.n == 0) {
		put_raw(b, "profile", NUL);
	} else {
		put_profile(&inner, e);
		put_encoded(b, "profile", &inner);
	}
	put_text(b, names[how].text, e->text.p != NULL ? e->text : STR(""));
	put_int(b, names[how].kind, kind_of(e));
	put_text(b, names[how].status,
	    str_is(e->reason, "cbotblind") ? STR("CBOTBLIND") : STR("NORMAL"));
	put_extras(&inner, c, e);
	put_encoded(b, "extras", &inner);
	put_member_int(b, names[how].created, e->sent_at);
	put_member_int(b, names[how].updated, e->sent_at);
	if (how != SPELL_REPLAY)
		put_raw(b, "msgTid", NUL);
	put_int(b, names[how].time, e->sent_at);
	if (how == SPELL_REPLAY)
		put_int(b, "playerMessageTime", position);
	put_close(b);
}

/* ---- frames ---- */

void
payload_push_open(struct buf *b)
{
	buf_adds(b, "{\"svcid\":\"game\",\"ver\":\"1\",\"bdy\":[");
}

void
payload_push_close(struct buf *b, int cmd, const struct channel *c)
{
	buf_fmt(
	    b, "],\"cmd\":%d,\"tid\":null,\"cid\":\"%s\"}", cmd, c->chat_id);
}

void
payload_push(struct buf *b, int cmd, const struct channel *c, const char *body)
{
	buf_fmt(b,
	    "{\"svcid\":\"game\",\"ver\":\"1\",\"bdy\":%s,\"cmd\":%d,"
	    "\"tid\":null,\"cid\":\"%s\"}",
	    body, cmd, c->chat_id);
}

/* What a moderator or the clean bot did to a message. */
static void
blind(struct buf *b, const struct channel *c, const struct event *e,
    const char *kind)
{
	struct str nobody = STR("anonymous");

	put_open(b);
	put_int(b, "messageTime", e->sent_at);
	put_text(b, "blindType", str_of(kind));
	put_raw(b, "blindUserId", NUL);
	put_text(b, "serviceId", STR("game"));
	if (strcmp(kind, "CANCEL") == 0) {
		put_object(b, "message");
		put_text(b, "content", e->text);
		put_text(b, "extras", STR("{}"));
		put_close(b);
	} else {
		put_raw(b, "message", NUL);
	}
	put_text(b, "userId", e->user_id.n > 0 ? e->user_id : nobody);
	put_text(b, "channelId", str_of(c->chat_id));
	put_close(b);
}

static void
hide(struct buf *b, const struct channel *c, const struct event *e)
{
	blind(b, c, e, "HIDDEN");
}

static void
show_again(struct buf *b, const struct channel *c, const struct event *e)
{
	blind(b, c, e, "CANCEL");
}

static void
pin(struct buf *b, const struct channel *c, const struct event *e)
{
	payload_row(b, SPELL_RECENT, c, e, 0);
}

static void
unpin(struct buf *b, const struct channel *c, const struct event *e)
{
	(void)c, (void)e;
	buf_adds(b, "{}");
}

static void
change_mode(struct buf *b, const struct channel *c, const struct event *e)
{
	(void)c, (void)e;
	buf_adds(b,
	    "{\"type\":\"CHANGE_CHAT_MODE\",\"minFollowerMinute\":1440,"
	    "\"chatEmojiMode\":false,\"chatSlowModeSec\":3,"
	    "\"allowSubscriberInFollowerMode\":true,"
	    "\"chatAvailableGroup\":\"FOLLOWER\","
	    "\"chatDonationRankingExposure\":true,"
	    "\"chatAvailableCondition\":\"NONE\"}");
}

static void
answer_mission(struct buf *b, const struct channel *c, const struct event *e)
{
	(void)c, (void)e;
	buf_adds(b,
	    "{\"type\":\"DONATION_MISSION_IN_PROGRESS\","
	    "\"missionDonationId\":\"5HcvepFcSAAeu3LGSkSyICUGuEUhG\","
	    "\"missionText\":\"한 판 더\",\"totalPayAmount\":50000,"
	    "\"status\":\"APPROVED\",\"success\":false}");
}

static void
announce_gift(struct buf *b, const struct channel *c, const struct event *e)
{
	(void)c;
	put_open(b);
	put_text(b, "type", STR("SUBSCRIPTION_GIFT"));
	put_text(b, "giftId", STR("46gXAa6MzXQiZhNvqsPHcdHRpzmuo"));
	put_text(b, "selectionType", STR("MANUAL"));
	put_int(b, "quantity", 1);
	put_int(b, "completedQuantity", 1);
	put_int(b, "partialRefundedQuantity", 0);
	put_raw(b, "failedUsers", NUL);
	put_int(b, "giftTierNo", 1);
	put_text(b, "giftTierName", STR("새싹"));
	put_text(b, "giftType", STR("SUBSCRIPTION_GIFT"));
	put_text(b, "userIdHash", e->user_id);
	put_close(b);
}

static void
say_mode(struct buf *b, const struct channel *c, const struct event *e)
{
	buf_fmt(b,
	    "[{\"svcid\":\"game\",\"cid\":\"%s\",\"mbrCnt\":%lld,"
	    "\"uid\":\"SYSTEM_MESSAGE\",\"profile\":\"{}\","
	    "\"msg\":\"저속 모드 ON\",\"msgTypeCode\":30,"
	    "\"msgStatusType\":\"NORMAL\",\"extras\":\"{\\\"description\\\":"
	    "\\\"3초에 한 번 전송할 수 있어요.\\\",\\\"styleType\\\":5,"
	    "\\\"params\\\":{}}\",\"ctime\":%lld,\"utime\":%lld,"
	    "\"msgTid\":null,\"msgTime\":%lld}]",
	    c->chat_id, (long long)c->viewers, (long long)e->sent_at + 3,
	    (long long)e->sent_at + 3, (long long)e->sent_at);
}

void
payload_aside(
    struct buf *b, const struct channel *c, const struct event *e, unsigned n)
{
	static const struct {
		int cmd;
		void (*body)(
		    struct buf *, const struct channel *, const struct event *);
	} asides[] = {
		{ CHZZK_BLIND, hide },
		{ CHZZK_EVENT, change_mode },
		{ CHZZK_DONATION, say_mode },
		{ CHZZK_PING, NULL },
		{ CHZZK_NOTICE, pin },
		{ CHZZK_NOTICE, unpin },
		{ CHZZK_EVENT, answer_mission },
		{ CHZZK_EVENT, announce_gift },
		{ CHZZK_BLIND, show_again },
	};
	struct buf body = { 0 };
	size_t i = n % (sizeof asides / sizeof *asides);

	if (asides[i].body == NULL) {
		buf_adds(b, "{\"ver\":\"2\",\"cmd\":0}");
		return;
	}
	asides[i].body(&body, c, e);
	payload_push(b, asides[i].cmd, c, buf_text(&body));
	buf_free(&body);
}

/* Replies give the request's number back as a string. */
static void
put_reply_end(struct buf *b, int cmd, const struct channel *c, int64_t tid)
{
	char text[32];

	put_int(b, "cmd", cmd);
	put_int(b, "retCode", 0);
	put_text(b, "retMsg", STR("SUCCESS"));
	snprintf(text, sizeof text, "%lld", (long long)tid);
	put_text(b, "tid", str_of(text));
	put_text(b, "cid", str_of(c->chat_id));
	put_close(b);
}

void
payload_connected(
    struct buf *b, const struct channel *c, const char *sid, int64_t tid)
{
	put_open(b);
	put_text(b, "svcid", STR("game"));
	put_object(b, "bdy");
	put_raw(b, "accTkn", NUL);
	put_text(b, "auth", STR("READ"));
	put_text(b, "uuid", STR("64297dc1-0000-4000-8000-000000000001"));
	put_text(b, "sid", str_of(sid));
	put_close(b);
	put_reply_end(b, CHZZK_CONNECTED, c, tid);
}

void
payload_refused(struct buf *b, int cmd, int code, const char *why, int64_t tid)
{
	buf_fmt(b,
	    "{\"cmd\":%d,\"retCode\":%d,\"retMsg\":\"%s\","
	    "\"tid\":\"%lld\"}",
	    cmd, code, why, (long long)tid);
}

void
payload_recents(struct buf *b, const struct channel *c,
    const struct recent_chat *recent, int64_t count, int64_t tid)
{
	unsigned n = recent->n;

	if (count >= 0 && count < n)
		n = (unsigned)count;
	put_open(b);
	put_text(b, "svcid", STR("game"));
	put_object(b, "bdy");
	put_array(b, "messageList");
	for (unsigned i = n; i > 0; i--)
		payload_row(b, SPELL_RECENT, c,
		    &recent->at[(recent->next + RECENT_MAX - i) % RECENT_MAX],
		    0);
	put_array_close(b);
	put_int(b, "userCount", c->viewers);
	put_raw(b, "notice", NUL);
	put_close(b);
	put_reply_end(b, CHZZK_RECENTS, c, tid);
}
