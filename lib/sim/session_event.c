/* Writes the events of the official API's sessions. */
#include "sim/session_event.h"
#include "jsonl/put.h"
#include "platform/socketio.h"
#include "sim/payload.h"

static const char *const names[CHZZK_TOPICS] = { "CHAT", "DONATION",
	"SUBSCRIPTION" };

/* Missions, gifts and what the clean bot hides are not for sessions. */
enum chzzk_topic
session_topic(const struct event *e)
{
	if (e->type == EVENT_CHAT && e->reason.n == 0)
		return CHZZK_TOPIC_CHAT;
	if (e->type == EVENT_DONATION &&
	    !str_starts(e->donation_type, "mission"))
		return CHZZK_TOPIC_DONATION;
	if (e->type == EVENT_SUBSCRIPTION && !e->gift)
		return CHZZK_TOPIC_SUBSCRIPTION;
	return CHZZK_TOPICS;
}

/* Korean time without a zone, to the nanosecond. */
static void
put_sent_at(struct buf *b, int64_t ms)
{
	struct when_date d = when_date(ms, WHEN_KST);
	struct buf text = { 0 };

	buf_fmt(&text, "%04d-%02d-%02dT%02d:%02d:%02d.%03d481516", d.year,
	    d.month, d.day, d.hour, d.minute, d.second, d.milli);
	put_text(b, "eventSentAt", buf_view(&text));
	buf_free(&text);
}

static void
put_chat(struct buf *b, const struct channel *c, const struct event *e)
{
	put_text(b, "chatChannelId", str_of(c->chat_id));
	put_text(b, "senderChannelId", e->user_id);
	put_object(b, "profile");
	put_text(b, "nickname", e->user);
	put_bool(b, "verifiedMark", false);
	put_array(b, "badges");
	put_array_close(b);
	put_text(b, "userRoleCode", payload_role(e->role));
	put_close(b);
	put_text(b, "content", e->text);
	payload_emojis(b, e->emotes);
	put_int(b, "messageTime", e->sent_at);
}

static void
put_donation(struct buf *b, const struct event *e)
{
	bool video = str_is(e->donation_type, "video");
	bool nobody = e->user_id.n == 0;

	put_text(b, "donationType", video ? STR("VIDEO") : STR("CHAT"));
	put_text(b, "donatorChannelId", nobody ? STR("anonymous") : e->user_id);
	put_text(b, "donatorNickname", nobody ? STR("익명의 후원자") : e->user);
	put_int(b, "payAmount", e->amount > 0 ? e->amount : 0);
	put_text(b, "donationText", e->text.p != NULL ? e->text : STR(""));
	payload_emojis(b, e->emotes);
}

static void
put_subscription(struct buf *b, const struct event *e)
{
	bool second = str_is(e->tier, "2");

	put_text(b, "subscriberChannelId", e->user_id);
	put_text(b, "subscriberNickname", e->user);
	put_int(b, "tierNo", second ? 2 : 1);
	put_text(b, "tierName", second ? STR("나무") : STR("새싹"));
	if (e->months >= 0)
		put_int(b, "month", e->months);
}

/* The JSON goes into a string, and that into the frame. */
static void
put_frame(struct buf *b, struct str name, struct buf *json)
{
	struct buf text = { 0 };

	put_string(&text, buf_view(json));
	socketio_put_event(b, name, buf_view(&text));
	buf_free(&text);
	buf_free(json);
}

void
session_put_event(struct buf *b, const struct channel *c, const struct event *e)
{
	enum chzzk_topic topic = session_topic(e);
	struct buf json = { 0 };

	put_open(&json);
	put_text(&json, "channelId", c->id);
	if (topic == CHZZK_TOPIC_CHAT)
		put_chat(&json, c, e);
	else if (topic == CHZZK_TOPIC_DONATION)
		put_donation(&json, e);
	else
		put_subscription(&json, e);
	put_sent_at(&json, e->sent_at);
	put_close(&json);
	put_frame(b, str_of(names[topic]), &json);
}

void
session_put_connected(struct buf *b, const char *key)
{
	struct buf json = { 0 };

	put_open(&json);
	put_text(&json, "type", STR("connected"));
	put_object(&json, "data");
	put_text(&json, "sessionKey", str_of(key));
	put_close(&json);
	put_close(&json);
	put_frame(b, STR("SYSTEM"), &json);
}

void
session_put_news(struct buf *b, const char *news, enum chzzk_topic topic,
    const struct channel *c)
{
	struct buf json = { 0 };

	put_open(&json);
	put_text(&json, "type", str_of(news));
	put_object(&json, "data");
	put_text(&json, "eventType", str_of(names[topic]));
	put_text(&json, "channelId", c->id);
	put_close(&json);
	put_close(&json);
	put_frame(b, STR("SYSTEM"), &json);
}
