/* Makes events of Chzzk's messages. */
#include <string.h>

#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "platform/chzzk_row.h"
#include "record/message_id.h"

/* The three spellings of a row: push, recent, replay. */
enum {
	UID,
	USER_ID,
	USER_ID_HASH,
	MSG_TIME,
	MESSAGE_TIME,
	MSG,
	CONTENT,
	MSG_TYPE,
	MESSAGE_TYPE,
	MSG_STATUS,
	MESSAGE_STATUS,
	PROFILE,
	EXTRAS,
	PLAYER_TIME,
	N_ROW
};
static const struct scan_keys row_keys = { .n = N_ROW,
	.name = { [UID] = DOC_KEY("uid"),
	    [USER_ID] = DOC_KEY("userId"),
	    [USER_ID_HASH] = DOC_KEY("userIdHash"),
	    [MSG_TIME] = DOC_KEY("msgTime"),
	    [MESSAGE_TIME] = DOC_KEY("messageTime"),
	    [MSG] = DOC_KEY("msg"),
	    [CONTENT] = DOC_KEY("content"),
	    [MSG_TYPE] = DOC_KEY("msgTypeCode"),
	    [MESSAGE_TYPE] = DOC_KEY("messageTypeCode"),
	    [MSG_STATUS] = DOC_KEY("msgStatusType"),
	    [MESSAGE_STATUS] = DOC_KEY("messageStatusType"),
	    [PROFILE] = DOC_KEY("profile"),
	    [EXTRAS] = DOC_KEY("extras"),
	    [PLAYER_TIME] = DOC_KEY("playerMessageTime") } };

enum {
	NICKNAME,
	ROLE,
	BADGE,
	STREAMING,
	VIEWER_BADGES,
	ACTIVITY_BADGES,
	N_PROFILE
};
static const struct scan_keys profile_keys = { .n = N_PROFILE,
	.name = { [NICKNAME] = DOC_KEY("nickname"),
	    [ROLE] = DOC_KEY("userRoleCode"),
	    [BADGE] = DOC_KEY("badge"),
	    [STREAMING] = DOC_KEY("streamingProperty"),
	    [VIEWER_BADGES] = DOC_KEY("viewerBadges"),
	    [ACTIVITY_BADGES] = DOC_KEY("activityBadges") } };

enum {
	EMOJIS,
	DONATION_TYPE,
	PAY_AMOUNT,
	IS_ANONYMOUS,
	ANONYMOUS_TOKEN,
	DONOR,
	MONTH,
	TIER_NO,
	TIER_NAME,
	GIFT_TIER_NO,
	GIFT_TIER_NAME,
	GIFT_ID,
	QUANTITY,
	RECEIVER,
	RECEIVER_NAME,
	DONATION_ID,
	MISSION_ID,
	RELATED_MISSION_ID,
	STYLE_TYPE,
	VISIBLE_ROLES,
	N_EXTRAS
};
static const struct scan_keys extras_keys = { .n = N_EXTRAS,
	.name = { [EMOJIS] = DOC_KEY("emojis"),
	    [DONATION_TYPE] = DOC_KEY("donationType"),
	    [PAY_AMOUNT] = DOC_KEY("payAmount"),
	    [IS_ANONYMOUS] = DOC_KEY("isAnonymous"),
	    [ANONYMOUS_TOKEN] = DOC_KEY("anonymousToken"),
	    [DONOR] = DOC_KEY("nickname"),
	    [MONTH] = DOC_KEY("month"),
	    [TIER_NO] = DOC_KEY("tierNo"),
	    [TIER_NAME] = DOC_KEY("tierName"),
	    [GIFT_TIER_NO] = DOC_KEY("giftTierNo"),
	    [GIFT_TIER_NAME] = DOC_KEY("giftTierName"),
	    [GIFT_ID] = DOC_KEY("giftId"),
	    [QUANTITY] = DOC_KEY("quantity"),
	    [RECEIVER_NAME] = DOC_KEY("receiverNickname"),
	    [DONATION_ID] = DOC_KEY("donationId"),
	    [MISSION_ID] = DOC_KEY("missionDonationId"),
	    [RELATED_MISSION_ID] = DOC_KEY("relatedMissionDonationId"),
	    [RECEIVER] = DOC_KEY("receiverUserIdHash"),
	    [STYLE_TYPE] = DOC_KEY("styleType"),
	    [VISIBLE_ROLES] = DOC_KEY("visibleRoles") } };

/* A row, parsed. */
struct chzzk_row {
	struct json_val v[N_ROW], profile[N_PROFILE], extras[N_EXTRAS];
	struct str sender, text, id;
	int64_t ms, kind;
};

/* The first of up to three spellings that is there. */
static const struct json_val *
pick(const struct json_val *v, int a, int b, int c)
{
	if (v[a].kind > VAL_NULL)
		return v + a;
	return v[b].kind > VAL_NULL ? v + b : v + c;
}

static struct str
text_of(struct chzzk *c, const struct json_val *v)
{
	struct str s = val_text(v, &c->arena);

	return s.n > 0 ? s : (struct str){ 0 };
}

static struct str
kept(struct chzzk *c, const struct buf *b)
{
	return (struct str){ arena_copy(&c->arena, b->p, b->n), b->n };
}

struct str
chzzk_id_stem(struct chzzk *c, struct str sender, int64_t ms)
{
	c->ids.n = 0;
	message_id_put_stem(&c->ids, sender, ms);
	return kept(c, &c->ids);
}

struct str
chzzk_id(struct chzzk *c, struct str sender, int64_t ms, struct str text)
{
	c->ids.n = 0;
	message_id_put(&c->ids, sender, ms, text, (struct str){ 0 });
	return kept(c, &c->ids);
}

struct str
chzzk_moderation_id(struct chzzk *c, struct str target, struct str what)
{
	c->ids.n = 0;
	buf_fmt(&c->ids, "%.*s:%.*s", STR_ARG(target), STR_ARG(what));
	return kept(c, &c->ids);
}

/* The number of its own that a donation or a gift has. */
static struct str
row_number(struct chzzk *c, const struct chzzk_row *r)
{
	return text_of(c, pick(r->extras, DONATION_ID, MISSION_ID, GIFT_ID));
}

/* Gifts of one giver to several people may share a moment: the recipient
 * distinguishes them. */
static struct str
row_id(struct chzzk *c, const struct chzzk_row *r)
{
	struct str receiver = text_of(c, &r->extras[RECEIVER]);

	c->ids.n = 0;
	message_id_put(&c->ids, r->sender, r->ms, r->text, row_number(c, r));
	if (receiver.n > 0) {
		buf_addc(&c->ids, ':');
		buf_str(&c->ids, receiver);
	}
	return kept(c, &c->ids);
}

/* Of its members; false when it has no time and so no identity. */
static bool
take_apart(struct chzzk *c, struct chzzk_row *r)
{
	doc_members(&r->v[PROFILE], &profile_keys, r->profile, &c->arena);
	doc_members(&r->v[EXTRAS], &extras_keys, r->extras, &c->arena);
	if (!val_int(pick(r->v, MSG_TIME, MESSAGE_TIME, MESSAGE_TIME), &r->ms))
		return false;
	if (!val_int(
		pick(r->v, MSG_TYPE, MESSAGE_TYPE, MESSAGE_TYPE), &r->kind))
		r->kind = CHZZK_TEXT;
	r->sender = text_of(c, pick(r->v, UID, USER_ID, USER_ID_HASH));
	r->text = val_text(pick(r->v, MSG, CONTENT, CONTENT), &c->arena);
	r->id = row_id(c, r);
	return true;
}

/* Adds the image of {"imageUrl":...}, once. */
static void
add_badge(struct chzzk *c, const struct json_val *badge)
{
	static const struct scan_keys keys = { .n = 3,
		.name = { DOC_KEY("imageUrl"), DOC_KEY("badge"),
		    DOC_KEY("activated") } };
	struct json_val v[3];
	struct str url;

	if (!doc_members(badge, &keys, v, &c->arena))
		return;
	if (v[1].kind == VAL_OBJECT && !doc_members(&v[1], &keys, v, &c->arena))
		return;
	url = text_of(c, &v[0]);
	if (url.n == 0 || v[2].kind == VAL_FALSE ||
	    memmem(c->badges.p, c->badges.n, url.p, url.n) != NULL)
		return;
	put_text(&c->badges, NULL, url);
}

static void
add_badges(struct chzzk *c, const struct json_val *list)
{
	struct str rest = doc_items(list);
	struct json_val badge;

	while (list->kind == VAL_ARRAY && doc_item(&rest, &badge))
		add_badge(c, &badge);
}

static void
open_badges(struct chzzk *c)
{
	c->badges.n = 0;
	put_array(&c->badges, NULL);
}

static struct str
close_badges(struct chzzk *c)
{
	put_array_close(&c->badges);
	return c->badges.n > 2 ? buf_view(&c->badges) : (struct str){ 0 };
}

/* The badges before a name, as an array of image URLs. */
static struct str
badges(struct chzzk *c, const struct chzzk_row *r)
{
	static const struct scan_keys keys = { .n = 2,
		.name = { DOC_KEY("subscription"),
		    DOC_KEY("realTimeDonationRanking") } };
	struct json_val v[2];

	open_badges(c);
	add_badge(c, &r->profile[BADGE]);
	if (doc_members(&r->profile[STREAMING], &keys, v, &c->arena)) {
		add_badge(c, &v[0]);
		add_badge(c, &v[1]);
	}
	add_badges(c, &r->profile[VIEWER_BADGES]);
	add_badges(c, &r->profile[ACTIVITY_BADGES]);
	return close_badges(c);
}

struct str
chzzk_badges(struct chzzk *c, const struct json_val *list)
{
	open_badges(c);
	add_badges(c, list);
	return close_badges(c);
}

struct str
chzzk_emotes(struct chzzk *c, const struct json_val *emojis)
{
	struct str rest = doc_items(emojis);
	struct json_val key, value;
	struct buf *b = &c->emotes;

	b->n = 0;
	buf_addc(b, '{');
	while (emojis->kind == VAL_OBJECT && doc_member(&rest, &key, &value)) {
		struct str name = text_of(c, &key), url = text_of(c, &value);

		if (url.n == 0)
			continue;
		c->ids.n = 0;
		buf_adds(&c->ids, "{:");
		buf_str(&c->ids, name);
		buf_adds(&c->ids, ":}");
		if (b->n > 1)
			buf_addc(b, ',');
		put_string(b, buf_view(&c->ids));
		buf_addc(b, ':');
		put_string(b, url);
	}
	buf_addc(b, '}');
	return b->n > 2 ? buf_view(b) : (struct str){ 0 };
}

struct str
chzzk_role(struct chzzk *c, const struct json_val *code)
{
	static const struct {
		const char *code;
		struct str role;
	} roles[] = {
		{ "common_user", { "viewer", 6 } },
		{ "streamer", { "streamer", 8 } },
		{ "streaming_channel_manager", { "manager", 7 } },
		{ "streaming_chat_manager", { "moderator", 9 } },
		{ "manager", { "staff", 5 } },
	};
	struct str name = text_of(c, code);

	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (str_is(name, roles[i].code))
			return roles[i].role;
	return name;
}

struct event
chzzk_event(enum event_type type, const struct chat_origin *o, int64_t ms)
{
	return chat_event(STR(CHZZK_NAME), type, o, ms);
}

void
chzzk_emit(struct chzzk *c, const struct chat_sink *sink, const struct event *e)
{
	c->counts.events++;
	sink->event(sink->arg, e);
}

/* Who wrote it and what, as every kind of row has it. */
static struct event
message(struct chzzk *c, const struct chzzk_row *r, enum event_type type,
    const struct chat_origin *o)
{
	struct event e = chzzk_event(type, o, r->ms);
	int64_t position;

	if (val_int(&r->v[PLAYER_TIME], &position))
		e.t_ms = position > 0 ? position : 0;
	e.message_id = r->id;
	if (!message_id_shared(r->sender))
		e.user_id = r->sender;
	e.user = text_of(c, &r->profile[NICKNAME]);
	e.text = r->text;
	e.role = chzzk_role(c, &r->profile[ROLE]);
	e.badges = badges(c, r);
	e.emotes = chzzk_emotes(c, &r->extras[EMOJIS]);
	return e;
}

static void
add_donation(struct chzzk *c, const struct chzzk_row *r, struct event *e)
{
	struct str donor = text_of(c, &r->extras[DONOR]);
	int64_t amount;

	/* Channels may hide amounts: 0, or none at all. */
	if (val_int(&r->extras[PAY_AMOUNT], &amount) && amount > 0) {
		e->amount = amount;
		e->currency = STR("KRW");
	}
	/* A contribution to a mission has a number of its own. */
	e->donation_id = row_number(c, r);
	e->mission_id = text_of(
	    c, pick(r->extras, RELATED_MISSION_ID, MISSION_ID, MISSION_ID));
	if (r->extras[DONATION_TYPE].kind == VAL_STRING)
		e->donation_type =
		    chzzk_lower(c, text_of(c, &r->extras[DONATION_TYPE]));
	e->anonymous = r->extras[IS_ANONYMOUS].kind == VAL_TRUE ||
	    message_id_shared(r->sender);
	if (donor.n > 0)
		e->user = donor;
	if (e->user_id.n == 0)
		e->user_id = text_of(c, &r->extras[ANONYMOUS_TOKEN]);
}

struct str
chzzk_number(struct chzzk *c, const struct json_val *v)
{
	if (v->kind == VAL_NUMBER)
		return (struct str){ v->p, v->n };
	return text_of(c, v);
}

static void
add_subscription(struct chzzk *c, const struct chzzk_row *r, struct event *e)
{
	int64_t months;

	if (val_int(&r->extras[MONTH], &months) && months >= 0)
		e->months = months;
	e->tier = chzzk_number(c, &r->extras[TIER_NO]);
	e->tier_name = text_of(c, &r->extras[TIER_NAME]);
	if (r->kind != CHZZK_GIFT)
		return;
	e->gift = true;
	e->gift_id = text_of(c, &r->extras[GIFT_ID]);
	e->quantity = val_natural(&r->extras[QUANTITY]);
	e->tier = chzzk_number(c, &r->extras[GIFT_TIER_NO]);
	e->tier_name = text_of(c, &r->extras[GIFT_TIER_NAME]);
	e->target_user_id = text_of(c, &r->extras[RECEIVER]);
	e->target_user = text_of(c, &r->extras[RECEIVER_NAME]);
	e->anonymous = message_id_shared(r->sender);
	if (e->user_id.n == 0)
		e->user_id = text_of(c, &r->extras[ANONYMOUS_TOKEN]);
}

/* A line of the site itself: who may see it decides whether it is kept. */
static void
system_line(struct chzzk *c, const struct chzzk_row *r,
    const struct chat_origin *o, const struct chat_sink *sink)
{
	enum { RESTRICTION = 3 };
	struct event e = chzzk_event(EVENT_MODERATION, o, r->ms);
	int64_t style = 0;

	val_int(&r->extras[STYLE_TYPE], &style);
	if (style == RESTRICTION || r->extras[VISIBLE_ROLES].kind == VAL_ARRAY)
		return;
	e.message_id = r->id;
	e.action = STR("system");
	e.text = r->text;
	chzzk_emit(c, sink, &e);
}

struct str
chzzk_lower(struct chzzk *c, struct str s)
{
	char *copy = arena_copy(&c->arena, s.p, s.n);

	for (char *p = copy; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p | 0x20);
	return (struct str){ copy, s.n };
}

/* A row whose text is hidden: adds that, after the row itself. */
static void
hidden(struct chzzk *c, const struct event *message, struct str status,
    const struct chat_origin *o, const struct chat_sink *sink)
{
	struct event e = chzzk_event(EVENT_MODERATION, o, message->sent_at);

	e.t_ms = message->t_ms;
	e.action = STR("blind");
	e.reason = chzzk_lower(c, status);
	e.target_message_id = message->message_id;
	e.target_user_id = message->user_id;
	e.message_id = chzzk_moderation_id(c, e.target_message_id, e.reason);
	chzzk_emit(c, sink, &e);
}

static enum event_type
type_of(const struct chzzk_row *r)
{
	if (r->kind >= CHZZK_TEXT && r->kind <= CHZZK_RICH)
		return EVENT_CHAT;
	if (r->kind == CHZZK_DONATED)
		return EVENT_DONATION;
	if (r->kind == CHZZK_SUBSCRIBED || r->kind == CHZZK_GIFT)
		return EVENT_SUBSCRIPTION;
	return EVENT_OTHER;
}

static void
give(struct chzzk *c, const struct chzzk_row *r, enum event_type type,
    const struct chat_origin *o, const struct chat_sink *sink)
{
	struct event e = message(c, r, type, o);
	struct str status =
	    text_of(c, pick(r->v, MSG_STATUS, MESSAGE_STATUS, MESSAGE_STATUS));
	bool shown = status.n == 0 || str_is(status, "NORMAL");

	if (type == EVENT_DONATION)
		add_donation(c, r, &e);
	if (type == EVENT_SUBSCRIPTION)
		add_subscription(c, r, &e);
	if (!shown)
		e.text = (struct str){ 0 };
	chzzk_emit(c, sink, &e);
	if (!shown)
		hidden(c, &e, status, o, sink);
}

/* `good`: its members are there. */
static void
read_row(struct chzzk *c, struct chzzk_row *r, bool good,
    const struct chat_origin *o, const struct chat_sink *sink)
{
	enum event_type type;

	if (!good || !take_apart(c, r)) {
		c->counts.bad++;
		return;
	}
	type = type_of(r);
	if (r->kind == CHZZK_SYSTEM)
		system_line(c, r, o, sink);
	else if (type == EVENT_OTHER)
		c->counts.unknown++;
	else
		give(c, r, type, o, sink);
}

unsigned
chzzk_rows(struct chzzk *c, const struct json_val *v,
    const struct chat_origin *o, const struct chat_sink *sink)
{
	struct chzzk_row r;
	struct str rest;
	unsigned n = 0;
	bool good;

	if (v->kind != VAL_ARRAY) {
		good = doc_members(v, &row_keys, r.v, &c->arena);
		read_row(c, &r, good, o, sink);
		return 1;
	}
	rest = doc_items(v);
	for (; doc_item_members(&rest, &row_keys, r.v, &c->arena, &good); n++)
		read_row(c, &r, good, o, sink);
	return n;
}

void
chzzk_notice(struct chzzk *c, const struct json_val *row,
    const struct chat_origin *o, const struct chat_sink *sink)
{
	struct event e = chzzk_event(EVENT_MODERATION, o, WHEN_UNKNOWN);
	struct chzzk_row r;

	if (!doc_members(row, &row_keys, r.v, &c->arena) ||
	    !take_apart(c, &r) || r.ms <= 0) {
		e.action = STR("notice_end");
		chzzk_emit(c, sink, &e);
		return;
	}
	e.action = STR("notice");
	e.target_message_id = r.id;
	if (!message_id_shared(r.sender))
		e.target_user_id = r.sender;
	e.text = r.text;
	e.message_id = chzzk_moderation_id(c, r.id, e.action);
	chzzk_emit(c, sink, &e);
}
