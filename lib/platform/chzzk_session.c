/* Makes events of what a session of Chzzk's official API brings. */
#include "platform/chzzk_session.h"
#include "jsonl/doc.h"
#include "platform/chzzk_row.h"
#include "record/message_id.h"

static const char *const topics[CHZZK_TOPICS] = {
	[CHZZK_TOPIC_CHAT] = "chat",
	[CHZZK_TOPIC_DONATION] = "donation",
	[CHZZK_TOPIC_SUBSCRIPTION] = "subscription",
};

const char *
chzzk_topic_name(enum chzzk_topic topic)
{
	return topics[topic];
}

/* The case of letters does not matter. */
static bool
is_word(struct str s, const char *word)
{
	size_t i = 0;

	while (i < s.n && (s.p[i] | 0x20) == word[i])
		i++;
	return i == s.n && word[i] == '\0';
}

enum chzzk_topic
chzzk_topic_of(struct str name)
{
	int i = 0;

	while (i < CHZZK_TOPICS && !is_word(name, topics[i]))
		i++;
	return (enum chzzk_topic)i;
}

/* What is being read. */
struct session_event {
	struct chzzk *c;
	const struct chat_origin *origin;
	const struct chat_sink *sink;
	const struct json_val *payload;
};

static struct str
text_of(const struct session_event *s, const struct json_val *v)
{
	struct str text = val_text(v, &s->c->arena);

	return text.n > 0 ? text : (struct str){ 0 };
}

/* Korean time without a zone, should there be one or not. */
static int64_t
moment_of(const struct session_event *s, const struct json_val *v)
{
	struct str text = text_of(s, v);
	int64_t ms = WHEN_UNKNOWN;
	struct buf zoned = { 0 };

	if (text.n == 0 || when_rfc3339(text, &ms))
		return ms;
	buf_fmt(&zoned, "%.*s+09:00", STR_ARG(text));
	when_rfc3339(buf_view(&zoned), &ms);
	buf_free(&zoned);
	return ms;
}

/* Who said it, what and when, as all topics have it. */
static struct event
begin(const struct session_event *s, enum event_type type, struct str sender,
    int64_t ms, struct str text)
{
	struct event e = chzzk_event(type, s->origin, ms);

	e.message_id = chzzk_id(s->c, sender,
	    ms != WHEN_UNKNOWN ? ms : s->origin->received_at, text);
	if (!message_id_shared(sender))
		e.user_id = sender;
	e.text = text;
	return e;
}

static bool
read_chat(const struct session_event *s)
{
	enum { SENDER, CONTENT, TIME, SENT, EMOJIS, PROFILE, ROLE, KEYS };
	static const struct scan_keys keys = { .n = KEYS,
		.name = { [SENDER] = DOC_KEY("senderChannelId"),
		    [CONTENT] = DOC_KEY("content"),
		    [TIME] = DOC_KEY("messageTime"),
		    [SENT] = DOC_KEY("eventSentAt"),
		    [EMOJIS] = DOC_KEY("emojis"),
		    [PROFILE] = DOC_KEY("profile"),
		    [ROLE] = DOC_KEY("userRoleCode") } };
	static const struct scan_keys whose = { .n = 3,
		.name = { DOC_KEY("nickname"), DOC_KEY("badges"),
		    DOC_KEY("userRoleCode") } };
	struct json_val v[KEYS], who[3];
	struct event e;
	int64_t ms;

	if (!doc_members(s->payload, &keys, v, &s->c->arena))
		return false;
	doc_members(&v[PROFILE], &whose, who, &s->c->arena);
	if (!val_int(&v[TIME], &ms))
		ms = moment_of(s, &v[SENT]);
	e = begin(s, EVENT_CHAT, text_of(s, &v[SENDER]), ms,
	    val_text(&v[CONTENT], &s->c->arena));
	e.user = text_of(s, &who[0]);
	e.role =
	    chzzk_role(s->c, who[2].kind == VAL_STRING ? &who[2] : &v[ROLE]);
	e.badges = chzzk_badges(s->c, &who[1]);
	e.emotes = chzzk_emotes(s->c, &v[EMOJIS]);
	chzzk_emit(s->c, s->sink, &e);
	return true;
}

static bool
read_donation(const struct session_event *s)
{
	enum { DONOR, NAME, AMOUNT, TEXT, EMOJIS, TYPE, SENT, KEYS };
	static const struct scan_keys keys = { .n = KEYS,
		.name = { [DONOR] = DOC_KEY("donatorChannelId"),
		    [NAME] = DOC_KEY("donatorNickname"),
		    [AMOUNT] = DOC_KEY("payAmount"),
		    [TEXT] = DOC_KEY("donationText"),
		    [EMOJIS] = DOC_KEY("emojis"),
		    [TYPE] = DOC_KEY("donationType"),
		    [SENT] = DOC_KEY("eventSentAt") } };
	struct json_val v[KEYS];
	struct event e;
	int64_t amount;

	if (!doc_members(s->payload, &keys, v, &s->c->arena))
		return false;
	e = begin(s, EVENT_DONATION, text_of(s, &v[DONOR]),
	    moment_of(s, &v[SENT]), val_text(&v[TEXT], &s->c->arena));
	e.user = text_of(s, &v[NAME]);
	e.emotes = chzzk_emotes(s->c, &v[EMOJIS]);
	if (val_int(&v[AMOUNT], &amount) && amount > 0) {
		e.amount = amount;
		e.currency = STR("KRW");
	}
	if (v[TYPE].kind == VAL_STRING)
		e.donation_type = chzzk_lower(s->c, text_of(s, &v[TYPE]));
	e.anonymous = e.user_id.n == 0 || str_is(e.user, "익명의 후원자");
	chzzk_emit(s->c, s->sink, &e);
	return true;
}

static bool
read_subscription(const struct session_event *s)
{
	enum { WHO, NAME, TIER, TIER_NAME, MONTH, SENT, KEYS };
	static const struct scan_keys keys = { .n = KEYS,
		.name = { [WHO] = DOC_KEY("subscriberChannelId"),
		    [NAME] = DOC_KEY("subscriberNickname"),
		    [TIER] = DOC_KEY("tierNo"),
		    [TIER_NAME] = DOC_KEY("tierName"),
		    [MONTH] = DOC_KEY("month"),
		    [SENT] = DOC_KEY("eventSentAt") } };
	struct json_val v[KEYS];
	struct event e;
	int64_t months;

	if (!doc_members(s->payload, &keys, v, &s->c->arena))
		return false;
	e = begin(s, EVENT_SUBSCRIPTION, text_of(s, &v[WHO]),
	    moment_of(s, &v[SENT]), (struct str){ 0 });
	e.user = text_of(s, &v[NAME]);
	if (val_int(&v[MONTH], &months) && months >= 0)
		e.months = months;
	e.tier = chzzk_number(s->c, &v[TIER]);
	e.tier_name = text_of(s, &v[TIER_NAME]);
	chzzk_emit(s->c, s->sink, &e);
	return true;
}

static enum chzzk_news_kind
news_of(const struct json_val *type)
{
	static const char *const names[] = { NULL, "connected", "subscribed",
		"unsubscribed", "revoked" };

	for (int i = CHZZK_NEWS_CONNECTED; i <= CHZZK_NEWS_REVOKED; i++)
		if (val_is(type, names[i]))
			return (enum chzzk_news_kind)i;
	return CHZZK_NEWS_NONE;
}

static bool
read_system(const struct session_event *s, struct chzzk_news *news)
{
	static const struct scan_keys keys = { .n = 2,
		.name = { DOC_KEY("type"), DOC_KEY("data") } };
	static const struct scan_keys inner = { .n = 3,
		.name = { DOC_KEY("sessionKey"), DOC_KEY("eventType"),
		    DOC_KEY("channelId") } };
	struct json_val v[2], data[3];

	if (!doc_members(s->payload, &keys, v, &s->c->arena))
		return false;
	doc_members(&v[1], &inner, data, &s->c->arena);
	news->kind = news_of(&v[0]);
	news->key = text_of(s, &data[0]);
	news->topic = chzzk_topic_of(text_of(s, &data[1]));
	news->channel_id = text_of(s, &data[2]);
	/* Without its name it can't be subscribed to anything. */
	if (news->kind == CHZZK_NEWS_CONNECTED && news->key.n == 0)
		news->kind = CHZZK_NEWS_NONE;
	if (news->kind == CHZZK_NEWS_NONE)
		s->c->counts.unknown++;
	return true;
}

static bool
read_event(
    const struct session_event *s, struct str event, struct chzzk_news *news)
{
	switch (chzzk_topic_of(event)) {
	case CHZZK_TOPIC_CHAT:
		return read_chat(s);
	case CHZZK_TOPIC_DONATION:
		return read_donation(s);
	case CHZZK_TOPIC_SUBSCRIPTION:
		return read_subscription(s);
	default:
		if (is_word(event, "system"))
			return read_system(s, news);
		s->c->counts.unknown++;
		return true;
	}
}

bool
chzzk_session_read(struct chzzk *c, struct str event,
    const struct json_val *payload, const struct chat_origin *origin,
    const struct chat_sink *sink, struct chzzk_news *news)
{
	const struct session_event s = { c, origin, sink, payload };

	*news = (struct chzzk_news){ .topic = CHZZK_TOPICS };
	arena_reset(&c->arena);
	c->counts.frames++;
	if (read_event(&s, event, news))
		return true;
	c->counts.bad++;
	c->why = "its payload is no object";
	return false;
}
