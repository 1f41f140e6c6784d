/* Reads lines of Twitch's chat, and writes those of a reader. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/utf8.h"
#include "jsonl/put.h"
#include "platform/irc.h"
#include "platform/twitch.h"
#include "record/money.h"

struct twitch {
	struct arena arena; /* texts of the line at hand */
	struct irc_line line;
	struct buf badges, emotes, mode; /* JSON of the line at hand */
	struct chat_counts counts;
	const struct chat_origin *origin;
	const struct chat_sink *sink;
};

struct twitch *
twitch_new(void)
{
	return xcalloc(1, sizeof(struct twitch));
}

void
twitch_free(struct twitch *t)
{
	if (t == NULL)
		return;
	arena_free(&t->arena);
	buf_free(&t->badges);
	buf_free(&t->emotes);
	buf_free(&t->mode);
	free(t);
}

const struct chat_counts *
twitch_counts(const struct twitch *t)
{
	return &t->counts;
}

/* ---- tags ---- */

/* A tag with something in it, or absent. */
static struct str
tag(struct twitch *t, const char *key)
{
	struct str s = irc_tag(&t->line, key, &t->arena);

	return s.n > 0 ? s : (struct str){ 0 };
}

static int64_t
number(struct twitch *t, const char *key)
{
	int64_t n;

	return num_int(tag(t, key), &n) && n >= 0 ? n : RECORD_UNKNOWN;
}

static int64_t
sent_at(struct twitch *t)
{
	int64_t ms = number(t, "tmi-sent-ts");

	return ms != RECORD_UNKNOWN ? ms : WHEN_UNKNOWN;
}

static bool
is_set(struct twitch *t, const char *key)
{
	return str_is(tag(t, key), "1");
}

/* Of another channel that shares this chat. */
static bool
is_foreign(struct twitch *t)
{
	struct str from = tag(t, "source-room-id"), room = tag(t, "room-id");

	return from.p != NULL && !str_eq(from, room);
}

static struct str
joined(struct twitch *t, struct str a, const char *between, struct str b)
{
	size_t n = strlen(between);
	char *p = arena_alloc(&t->arena, a.n + n + b.n + 1);

	memcpy(p, a.p, a.n);
	memcpy(p + a.n, between, n);
	memcpy(p + a.n + n, b.p, b.n);
	return (struct str){ p, a.n + n + b.n };
}

/* ---- who ---- */

/* "subscriber/12,bits/100" as an array of strings. */
static struct str
badges(struct twitch *t)
{
	struct str rest = tag(t, "badges");

	t->badges.n = 0;
	put_array(&t->badges, NULL);
	while (rest.p != NULL)
		put_text(&t->badges, NULL, str_cut(&rest, ','));
	put_array_close(&t->badges);
	return t->badges.n > 2 ? buf_view(&t->badges) : (struct str){ 0 };
}

static bool
has_badge(struct twitch *t, const char *name)
{
	struct str rest = tag(t, "badges");

	while (rest.p != NULL) {
		struct str badge = str_cut(&rest, ',');

		if (str_is(str_cut(&badge, '/'), name))
			return true;
	}
	return false;
}

static struct str
role(struct twitch *t)
{
	if (has_badge(t, "broadcaster"))
		return STR("streamer");
	if (is_set(t, "mod") || has_badge(t, "moderator") ||
	    has_badge(t, "lead_moderator"))
		return STR("manager");
	return STR("viewer");
}

static void
name_user(struct twitch *t, struct event *e)
{
	struct str login = tag(t, "login");

	e->user_id = tag(t, "user-id");
	e->user = tag(t, "display-name");
	if (e->user.p == NULL)
		e->user = login.p != NULL ? login : t->line.nick;
}

/* ---- what ---- */

/* The characters `from` to `to` of a text; absent when it is shorter. */
static struct str
piece(struct str text, int64_t from, int64_t to)
{
	struct str found = { 0 };
	size_t at = 0;
	uint32_t c;

	for (int64_t i = 0; at < text.n && i <= to; i++) {
		struct str rest = { text.p + at, text.n - at };

		if (i == from)
			found.p = rest.p;
		at += utf8_next(rest, &c);
		if (i == to && found.p != NULL)
			found.n = (size_t)(text.p + at - found.p);
	}
	return found.n > 0 ? found : (struct str){ 0 };
}

static struct str
token_at(struct str text, struct str range)
{
	struct str to = range, from = str_cut(&to, '-');
	int64_t first, last;

	if (!num_int(from, &first) || !num_int(to, &last) || first < 0)
		return (struct str){ 0 };
	return piece(text, first, last);
}

/* One of "id:start-end,start-end". */
static void
put_emote(struct buf *b, struct str text, struct str emote)
{
	static const char picture[] =
	    "https://static-cdn.jtvnw.net/emoticons/v2/%.*s/default/dark/1.0";
	struct str ranges = emote, id = str_cut(&ranges, ':');
	struct str token = token_at(text, str_cut(&ranges, ','));
	struct buf url = { 0 };

	if (token.p == NULL || id.n == 0)
		return;
	buf_fmt(&url, picture, STR_ARG(id));
	if (b->n > 1)
		buf_addc(b, ',');
	put_string(b, token);
	buf_addc(b, ':');
	put_string(b, buf_view(&url));
	buf_free(&url);
}

/* {"Kappa":"https://..."}: tokens as they stand in the text. */
static struct str
emotes(struct twitch *t, struct str text)
{
	struct str rest = tag(t, "emotes");
	struct buf *b = &t->emotes;

	b->n = 0;
	buf_addc(b, '{');
	while (rest.p != NULL)
		put_emote(b, text, str_cut(&rest, '/'));
	buf_addc(b, '}');
	return b->n > 2 ? buf_view(b) : (struct str){ 0 };
}

/* The text of what is said in the third person: "\1ACTION text\1". */
static struct str
without_action(struct str text)
{
	static const char action[] = "\1ACTION ";
	size_t n = sizeof action - 1;

	if (!str_starts(text, action))
		return text;
	text = (struct str){ text.p + n, text.n - n };
	if (text.n > 0 && text.p[text.n - 1] == '\1')
		text.n--;
	return text;
}

static void
give(struct twitch *t, const struct event *e)
{
	t->counts.events++;
	t->sink->event(t->sink->arg, e);
}

static struct event
begin(struct twitch *t, enum event_type type)
{
	return chat_event(STR(TWITCH_NAME), type, t->origin, sent_at(t));
}

/* What chats, donations and subscriptions have. */
static struct event
message(struct twitch *t, enum event_type type, struct str text)
{
	struct event e = begin(t, type);

	e.message_id = tag(t, "id");
	name_user(t, &e);
	e.role = role(t);
	e.text = text;
	e.badges = badges(t);
	e.emotes = emotes(t, text);
	return e;
}

/* `amount` has so many decimals as the tag says. */
static void
pay(struct twitch *t, struct event *e, const char *amount, const char *currency,
    const char *exponent)
{
	int64_t units = number(t, amount), decimals = number(t, exponent);
	double value = (double)units;

	e->currency = tag(t, currency);
	for (int64_t i = 0; i < decimals && i < 9; i++)
		value /= 10;
	if (units >= 0)
		e->amount = money_units(value, e->currency);
}

static void
read_message(struct twitch *t)
{
	struct str text = without_action(irc_param(&t->line, 1));
	int64_t bits = number(t, "bits");
	struct event e;

	if (is_foreign(t))
		return;
	e = message(t, bits > 0 ? EVENT_DONATION : EVENT_CHAT, text);
	if (bits > 0) {
		e.amount = bits;
		e.currency = STR("BITS");
		e.donation_type = STR("bits");
	} else if (number(t, "pinned-chat-paid-amount") > 0) {
		e.type = EVENT_DONATION;
		e.donation_type = STR("pinned");
		pay(t, &e, "pinned-chat-paid-amount",
		    "pinned-chat-paid-currency", "pinned-chat-paid-exponent");
	}
	give(t, &e);
}

/* ---- notices of what viewers did ---- */

/* "1000" is the first tier; the rest are words. */
static struct str
tier(struct twitch *t)
{
	static const struct {
		const char *plan;
		struct str tier;
	} tiers[] = {
		{ "1000", { "1", 1 } },
		{ "2000", { "2", 1 } },
		{ "3000", { "3", 1 } },
	};
	struct str plan = tag(t, "msg-param-sub-plan");

	for (size_t i = 0; i < sizeof tiers / sizeof *tiers; i++)
		if (str_is(plan, tiers[i].plan))
			return tiers[i].tier;
	return plan;
}

static struct event
subscription(struct twitch *t)
{
	struct event e = message(t, EVENT_SUBSCRIPTION, irc_param(&t->line, 1));

	e.tier = tier(t);
	e.tier_name = tag(t, "msg-param-sub-plan-name");
	return e;
}

static void
read_sub(struct twitch *t)
{
	struct event e = subscription(t);

	e.months = number(t, "msg-param-cumulative-months");
	give(t, &e);
}

static struct event
gift(struct twitch *t)
{
	struct event e = subscription(t);

	e.gift = true;
	e.gift_id = tag(t, "msg-param-origin-id");
	if (e.gift_id.p == NULL)
		e.gift_id = tag(t, "msg-param-community-gift-id");
	e.anonymous = str_is(tag(t, "login"), "ananonymousgifter");
	return e;
}

static void
read_gift(struct twitch *t)
{
	struct event e = gift(t);

	e.target_user_id = tag(t, "msg-param-recipient-id");
	e.target_user = tag(t, "msg-param-recipient-display-name");
	give(t, &e);
}

static void
read_gifts(struct twitch *t)
{
	struct event e = gift(t);

	e.quantity = number(t, "msg-param-mass-gift-count");
	give(t, &e);
}

static void
read_upgrade(struct twitch *t)
{
	struct event e = subscription(t);

	give(t, &e);
}

static void
read_charity(struct twitch *t)
{
	struct event e = message(t, EVENT_DONATION, irc_param(&t->line, 1));

	e.donation_type = STR("charity");
	pay(t, &e, "msg-param-donation-amount", "msg-param-donation-currency",
	    "msg-param-exponent");
	give(t, &e);
}

static void
read_raid(struct twitch *t)
{
	struct event e = begin(t, EVENT_MODERATION);

	e.message_id = tag(t, "id");
	name_user(t, &e);
	e.action = tag(t, "msg-id");
	e.text = tag(t, "system-msg");
	give(t, &e);
}

/* Whatever it is about, what someone wrote with it is chat. */
static void
read_rest(struct twitch *t)
{
	struct event e;

	if (irc_param(&t->line, 1).n == 0) {
		t->counts.unknown++;
		return;
	}
	e = message(t, EVENT_CHAT, irc_param(&t->line, 1));
	give(t, &e);
}

static void
read_usernotice(struct twitch *t)
{
	static const struct {
		const char *id;
		void (*read)(struct twitch *);
	} kinds[] = {
		{ "sub", read_sub },
		{ "resub", read_sub },
		{ "subgift", read_gift },
		{ "submysterygift", read_gifts },
		{ "giftpaidupgrade", read_upgrade },
		{ "anongiftpaidupgrade", read_upgrade },
		{ "primepaidupgrade", read_upgrade },
		{ "charitydonation", read_charity },
		{ "raid", read_raid },
		{ "unraid", read_raid },
	};
	struct str id = tag(t, "msg-id");

	if (is_foreign(t))
		return;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_is(id, kinds[i].id)) {
			kinds[i].read(t);
			return;
		}
	read_rest(t);
}

/* ---- moderation ---- */

/* A ban for some time, for good, or of all that was said. */
static void
read_clear(struct twitch *t)
{
	struct event e = begin(t, EVENT_MODERATION);
	struct str user = tag(t, "target-user-id");

	e.action = STR("clear");
	if (irc_param(&t->line, 1).n > 0) {
		struct str seconds = tag(t, "ban-duration");

		e.action = seconds.p != NULL ? STR("timeout") : STR("ban");
		e.target_user_id = user;
		if (seconds.p != NULL)
			e.reason = joined(t, seconds, " s", STR(""));
	}
	if (user.p != NULL)
		e.message_id = joined(t,
		    joined(t, user, ":", tag(t, "tmi-sent-ts")), ":", e.action);
	give(t, &e);
}

static void
read_delete(struct twitch *t)
{
	struct event e = begin(t, EVENT_MODERATION);

	e.action = STR("delete");
	e.target_message_id = tag(t, "target-msg-id");
	e.text = irc_param(&t->line, 1);
	if (e.target_message_id.p == NULL) {
		t->counts.bad++;
		return;
	}
	e.message_id = joined(t, e.target_message_id, ":delete", STR(""));
	give(t, &e);
}

static void
put_mode(struct buf *b, const struct irc_pair *pair)
{
	char key[32];
	int64_t n;

	if (pair->key.n >= sizeof key || !num_int(pair->value, &n))
		return;
	memcpy(key, pair->key.p, pair->key.n);
	key[pair->key.n] = '\0';
	put_int(b, key, n);
}

static bool
is_mode(struct str key)
{
	static const char *const modes[] = { "emote-only", "followers-only",
		"r9k", "slow", "subs-only" };

	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		if (str_is(key, modes[i]))
			return true;
	return false;
}

/* At first all of it, which is our welcome, then what changed. */
static enum twitch_meaning
read_mode(struct twitch *t)
{
	struct event e = begin(t, EVENT_MODERATION);
	unsigned n = 0;

	t->mode.n = 0;
	put_open(&t->mode);
	for (unsigned i = 0; i < t->line.tags; i++)
		if (is_mode(t->line.tag[i].key)) {
			put_mode(&t->mode, &t->line.tag[i]);
			n++;
		}
	put_close(&t->mode);
	if (n != 1)
		return TWITCH_JOINED;
	e.action = STR("chat_mode");
	e.chat_mode = buf_view(&t->mode);
	give(t, &e);
	return TWITCH_NOTHING;
}

/* ---- the server itself ---- */

static bool
is_final(struct twitch *t)
{
	static const char *const ids[] = { "msg_channel_suspended",
		"msg_banned", "msg_room_not_found", "tos_ban" };

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		if (str_is(tag(t, "msg-id"), ids[i]))
			return true;
	/* "NOTICE * :Login authentication failed" */
	return str_is(irc_param(&t->line, 0), "*");
}

static enum twitch_meaning
read_notice(struct twitch *t, struct str *text)
{
	struct event e = begin(t, EVENT_MODERATION);

	*text = irc_param(&t->line, 1);
	if (is_final(t))
		return TWITCH_REFUSED;
	e.action = STR("notice");
	e.reason = tag(t, "msg-id");
	e.text = *text;
	give(t, &e);
	return TWITCH_NOTHING;
}

static enum twitch_meaning
read_command(struct twitch *t, struct str *text)
{
	static const struct {
		const char *command;
		void (*read)(struct twitch *);
	} events[] = {
		{ "PRIVMSG", read_message },
		{ "USERNOTICE", read_usernotice },
		{ "CLEARCHAT", read_clear },
		{ "CLEARMSG", read_delete },
	};
	struct str command = t->line.command;

	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		if (str_is(command, events[i].command)) {
			events[i].read(t);
			return TWITCH_NOTHING;
		}
	if (str_is(command, "ROOMSTATE"))
		return read_mode(t);
	if (str_is(command, "NOTICE"))
		return read_notice(t, text);
	*text = irc_param(&t->line, 0);
	if (str_is(command, "PING"))
		return TWITCH_PING;
	if (str_is(command, "PONG"))
		return TWITCH_PONG;
	if (str_is(command, "001"))
		return TWITCH_READY;
	return str_is(command, "RECONNECT") ? TWITCH_RECONNECT : TWITCH_NOTHING;
}

static void
put_raw_line(struct twitch *t, struct str line)
{
	struct buf json = { 0 };

	put_string(&json, line);
	t->sink->raw(t->sink->arg, RECORD_UNKNOWN, buf_view(&json));
	buf_free(&json);
}

enum twitch_meaning
twitch_read(struct twitch *t, struct str line, const struct chat_origin *origin,
    const struct chat_sink *sink, struct str *text)
{
	arena_reset(&t->arena);
	t->origin = origin;
	t->sink = sink;
	t->counts.frames++;
	*text = (struct str){ 0 };
	if (sink->raw != NULL)
		put_raw_line(t, line);
	if (!irc_read(line, &t->line)) {
		t->counts.bad++;
		return TWITCH_NOTHING;
	}
	return read_command(t, text);
}

/* ---- what a reader sends ---- */

void
twitch_put_capabilities(struct buf *b)
{
	buf_adds(b, "CAP REQ :twitch.tv/tags twitch.tv/commands\r\n");
}

void
twitch_put_nick(struct buf *b, unsigned digits)
{
	buf_fmt(b, "NICK justinfan%05u\r\n", digits % 100000);
}

void
twitch_put_join(struct buf *b, struct str login)
{
	buf_fmt(b, "JOIN #%.*s\r\n", STR_ARG(login));
}

void
twitch_put_ping(struct buf *b)
{
	buf_adds(b, "PING :chz\r\n");
}

void
twitch_put_pong(struct buf *b, struct str text)
{
	buf_fmt(b, "PONG :%.*s\r\n", STR_ARG(text));
}

/* ---- names ---- */

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

bool
twitch_is_login(struct str s)
{
	enum { LONGEST = 25 };

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '_' && !is_alnum(s.p[i]))
			return false;
	return s.n > 0 && s.n <= LONGEST && s.p[0] != '_';
}

/* An address of the site, up to the channel's page. */
static bool
cut_address(struct str *s)
{
	size_t n = 0;

	if (!str_take(s, "https://"))
		str_take(s, "http://");
	if (!str_take(s, "www."))
		str_take(s, "m.");
	if (!str_take(s, "twitch.tv/"))
		return false;
	while (n < s->n && strchr("/?#", s->p[n]) == NULL)
		n++;
	s->n = n;
	return true;
}

bool
twitch_channel_named(struct str s, struct str *login)
{
	if (!str_take(&s, TWITCH_NAME ":") && !cut_address(&s))
		return false;
	*login = s;
	return twitch_is_login(s);
}
