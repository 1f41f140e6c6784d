/* Writes lines of the simulated Twitch. */
#include <stdlib.h>

#include "sim/twitch_lines.h"

enum { ROOM = 900000, WON_A_BIT = 10, USER_DIGITS = 7 };

void
twitch_put_login(struct buf *b, const struct channel *c)
{
	buf_fmt(b, "sim%u", c->index + 1);
}

void
twitch_put_motd(struct buf *b, struct str nick)
{
	static const struct {
		const char *number, *text;
	} lines[] = {
		{ "001", "Welcome, GLHF!" },
		{ "002", "Your host is tmi.twitch.tv" },
		{ "003", "This server is rather new" },
		{ "004", "-" },
		{ "375", "-" },
		{ "372", "You are in a maze of twisty passages." },
		{ "376", ">" },
	};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		buf_fmt(b, ":tmi.twitch.tv %s %.*s :%s\r\n", lines[i].number,
		    STR_ARG(nick), lines[i].text);
}

static void
put_channel(struct buf *b, const struct channel *c)
{
	buf_adds(b, " #");
	twitch_put_login(b, c);
}

void
twitch_put_joined(struct buf *b, struct str nick, const struct channel *c)
{
	buf_fmt(b, ":%.*s!%.*s@%.*s.tmi.twitch.tv JOIN", STR_ARG(nick),
	    STR_ARG(nick), STR_ARG(nick));
	put_channel(b, c);
	buf_fmt(b, "\r\n:%.*s.tmi.twitch.tv 353 %.*s =", STR_ARG(nick),
	    STR_ARG(nick));
	put_channel(b, c);
	buf_fmt(b, " :%.*s\r\n:%.*s.tmi.twitch.tv 366 %.*s", STR_ARG(nick),
	    STR_ARG(nick), STR_ARG(nick));
	put_channel(b, c);
	buf_adds(b, " :End of /NAMES list\r\n");
	buf_fmt(b,
	    "@emote-only=0;followers-only=-1;r9k=0;room-id=%u;slow=0;"
	    "subs-only=0 :tmi.twitch.tv ROOMSTATE",
	    ROOM + c->index);
	put_channel(b, c);
	buf_adds(b, "\r\n");
}

/* A number for the sender, of its id's first digits. */
static unsigned long
number_of(struct str id)
{
	char digits[USER_DIGITS + 1] = { 0 };

	for (size_t i = 0; i < USER_DIGITS && i < id.n; i++)
		digits[i] = id.p[i];
	return strtoul(digits, NULL, 16);
}

/* A value of a tag, with IRCv3's escapes. */
static void
put_value(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case ';':
			buf_adds(b, "\\:");
			break;
		case ' ':
			buf_adds(b, "\\s");
			break;
		case '\\':
			buf_adds(b, "\\\\");
			break;
		default:
			buf_addc(b, s.p[i]);
		}
}

static void
put_login(struct buf *b, const struct event *e)
{
	if (e->user_id.p == NULL)
		buf_adds(b, "ananonymouscheerer");
	else
		buf_fmt(b, "user%lu", number_of(e->user_id));
}

/* The tags that every message has. */
static void
put_tags(struct buf *b, const struct channel *c, const struct event *e,
    struct str id)
{
	buf_adds(b, "@badge-info=;badges=;color=;display-name=");
	put_value(b, e->user.p != NULL ? e->user : STR("AnAnonymousCheerer"));
	buf_fmt(b,
	    ";emotes=;first-msg=0;flags=;id=%.*s;mod=0;returning-chatter=0;"
	    "room-id=%u;subscriber=0;tmi-sent-ts=%lld;turbo=0;user-id=%lu;"
	    "user-type=",
	    STR_ARG(id), ROOM + c->index, (long long)e->sent_at,
	    e->user_id.p != NULL ? number_of(e->user_id) : 407665396UL);
}

static void
put_trailing(struct buf *b, struct str text)
{
	if (text.n > 0)
		buf_fmt(b, " :%.*s", STR_ARG(text));
	buf_adds(b, "\r\n");
}

static void
put_said(struct buf *b, const struct channel *c, const struct event *e)
{
	buf_adds(b, " :");
	put_login(b, e);
	buf_addc(b, '!');
	put_login(b, e);
	buf_addc(b, '@');
	put_login(b, e);
	buf_adds(b, ".tmi.twitch.tv PRIVMSG");
	put_channel(b, c);
}

static void
put_chat(struct buf *b, const struct channel *c, const struct event *e)
{
	put_said(b, c, e);
	buf_fmt(b, " :%.*s\r\n", STR_ARG(e->text));
}

static void
put_cheer(struct buf *b, const struct channel *c, const struct event *e)
{
	long long bits = (long long)e->amount / WON_A_BIT;

	buf_fmt(b, ";bits=%lld", bits);
	put_said(b, c, e);
	buf_fmt(b, " :Cheer%lld %.*s\r\n", bits, STR_ARG(e->text));
}

static void
put_notice(struct buf *b, const struct channel *c, const struct event *e)
{
	buf_adds(b, ";login=");
	put_login(b, e);
	buf_adds(b, " :tmi.twitch.tv USERNOTICE");
	put_channel(b, c);
	put_trailing(b, e->text);
}

static void
put_subscription(struct buf *b, const struct channel *c, const struct event *e)
{
	const char *plan = str_is(e->tier, "2") ? "2000" : "1000";

	if (e->gift && e->target_user_id.n > 0)
		buf_fmt(b,
		    ";msg-id=subgift;msg-param-recipient-id=%lu;msg-param-"
		    "recipient-display-name=Lucky;msg-param-recipient-user-"
		    "name=lucky",
		    number_of(e->target_user_id));
	else if (e->gift)
		buf_fmt(b,
		    ";msg-id=submysterygift;msg-param-mass-gift-count=%u",
		    c->talk.gifts);
	else
		buf_fmt(b, ";msg-id=resub;msg-param-cumulative-months=%lld",
		    (long long)e->months);
	buf_fmt(b,
	    ";msg-param-sub-plan=%s;msg-param-sub-plan-name=Channel\\sSub;"
	    "system-msg=",
	    plan);
	put_notice(b, c, e);
}

static void
put_deletion(struct buf *b, const struct channel *c, const struct event *e,
    struct str id)
{
	buf_adds(b, "@login=");
	put_login(b, e);
	buf_fmt(b, ";room-id=;target-msg-id=%.*s;tmi-sent-ts=%lld", STR_ARG(id),
	    (long long)e->sent_at);
	buf_adds(b, " :tmi.twitch.tv CLEARMSG");
	put_channel(b, c);
	buf_fmt(b, " :%.*s\r\n", STR_ARG(e->text));
}

void
twitch_put_message(struct buf *b, const struct channel *c,
    const struct event *e, struct str id)
{
	put_tags(b, c, e, id);
	if (e->type == EVENT_DONATION)
		put_cheer(b, c, e);
	else if (e->type == EVENT_SUBSCRIPTION)
		put_subscription(b, c, e);
	else
		put_chat(b, c, e);
	if (e->reason.p != NULL)
		put_deletion(b, c, e, id);
}
