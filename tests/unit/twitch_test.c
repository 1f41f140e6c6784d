/* irc.h and twitch.h: lines to events.  The lines in tests/fixtures/twitch have
 * the shapes of Twitch's documents; expected values are read off them by eye.
 */
#include <stdlib.h>

#include "core/file.h"
#include "jsonl/put.h"
#include "platform/irc.h"
#include "platform/twitch.h"
#include "tap.h"

/* What lines gave, as the lines of records. */
struct seen {
	struct buf lines;
	unsigned events;
	enum twitch_meaning last;
	char text[256];
};

static const struct chat_origin origin = {
	.channel_id = { "fakechannel", 11 },
	.stream_id = { "unknown_fakechannel", 19 },
	.opened_at = WHEN_UNKNOWN,
	.received_at = 1770379500000,
};

static void
keep(void *arg, const struct event *e)
{
	struct seen *seen = arg;

	record_put(&seen->lines, &event_record, e);
	seen->events++;
}

static void
read_line(struct twitch *t, struct seen *seen, struct str line)
{
	struct chat_sink sink = { .event = keep, .arg = seen };
	struct str text;

	seen->last = twitch_read(t, line, &origin, &sink, &text);
	snprintf(seen->text, sizeof seen->text, "%.*s", STR_ARG(text));
}

static struct seen
read_lines(struct twitch *t, const char *name)
{
	struct seen seen = { 0 };
	struct buf path = { 0 }, b = { 0 };

	buf_fmt(&path, "tests/fixtures/twitch/%s", name);
	if (!file_read(buf_text(&path), 1 << 20, &b))
		printf("Bail out! %s\n", path.p);
	for (struct str rest = buf_view(&b); rest.p != NULL;) {
		struct str line = str_cut(&rest, '\n');

		if (str_ends(line, "\r"))
			line.n--;
		read_line(t, &seen, line);
	}
	buf_free(&path);
	buf_free(&b);
	return seen;
}

static bool
has(const struct seen *seen, unsigned n, const char *piece)
{
	struct str rest = buf_view(&seen->lines), line = { 0 };
	char text[4096];

	for (unsigned i = 0; i <= n && rest.p != NULL; i++)
		line = str_cut(&rest, '\n');
	snprintf(text, sizeof text, "%.*s", STR_ARG(line));
	if (strstr(text, piece) != NULL)
		return true;
	printf("# %s\n# lacks %s\n", text, piece);
	return false;
}

static void
test_chat(struct twitch *t)
{
	struct seen s = read_lines(t, "privmsg.txt");

	ok(s.events == 11, "eleven messages; the other channel's is left out");
	ok(has(&s, 0,
	       "{\"type\":\"chat\",\"platform\":\"twitch\",\"channel_id\":"
	       "\"fakechannel\",\"stream_id\":\"unknown_fakechannel\"") &&
		has(&s, 0, "\"sent_at\":\"2026-02-06T12:00:00.000Z\"") &&
		has(&s, 0,
		    "\"message_id\":\"00000000-0000-4000-8000-000000000001\","
		    "\"user_id\":\"800000\",\"user\":\"뷰어원\",\"text\":"
		    "\"안녕하세요 Kappa\",\"role\":\"viewer\""),
	    "who said what, when");
	ok(has(&s, 0,
	       "\"emotes\":{\"Kappa\":\"https://static-cdn.jtvnw.net/emoticons"
	       "/v2/25/default/dark/1.0\"}"),
	    "an emote is found by characters, not bytes");
	ok(has(&s, 1, "\"role\":\"manager\"") &&
		has(&s, 1, "\"badges\":[\"moderator/1\",\"subscriber/12\"]") &&
		has(&s, 1, "\"Keepo\":\"https:"),
	    "a moderator, with badges and two emotes");
	ok(has(&s, 2, "\"role\":\"streamer\""), "the streamer");
	ok(has(&s, 3, "\"type\":\"donation\"") &&
		has(&s, 3,
		    "\"amount\":150,\"currency\":\"BITS\",\"donation_type\":"
		    "\"bits\""),
	    "bits are a donation in BITS");
	ok(has(&s, 6, "\"text\":\"춤을 춘다\""), "/me is its text");
	ok(has(&s, 9, "\"text\":\"😀😀 Kappa 뒤\"") && has(&s, 9, "{\"Kappa\""),
	    "an emote after emoji");
	ok(has(&s, 10, "\"user\":\"semi;and space\\\\\""), "escapes in a tag");
	buf_free(&s.lines);
}

static void
test_notices(struct twitch *t)
{
	struct seen s = read_lines(t, "usernotice.txt");

	ok(s.events == 8, "eight events; what nobody wrote is left out");
	ok(has(&s, 0, "\"type\":\"subscription\"") &&
		has(&s, 0,
		    "\"months\":1,\"tier\":\"1\",\"tier_name\":\"Channel "
		    "Sub\""),
	    "a first month");
	ok(has(&s, 1, "\"months\":14,\"tier\":\"Prime\"") &&
		has(&s, 1, "\"text\":\"14개월!\""),
	    "a resubscription with a text");
	ok(has(&s, 2,
	       "\"gift\":true,\"gift_id\":\"fake-origin-1\",\"target_user\":"
	       "\"Lucky\",\"target_user_id\":\"820001\""),
	    "a gift");
	ok(has(&s, 3,
	       "\"gift\":true,\"gift_id\":\"fake-origin-1\",\"quantity\":5"),
	    "gifts to the channel, joined by their id");
	ok(has(&s, 4, "\"anonymous\":true") && has(&s, 4, "\"Lucky2\""),
	    "an anonymous gift");
	ok(has(&s, 5, "\"type\":\"moderation\"") &&
		has(&s, 5,
		    "\"text\":\"15 raiders from raider have joined!\","
		    "\"action\":\"raid\""),
	    "a raid");
	ok(has(&s, 6, "\"type\":\"chat\"") && has(&s, 6, "공지입니다"),
	    "an announcement is chat");
	ok(has(&s, 7, "\"text\":\"드디어\""), "what is said with a badge, too");
	buf_free(&s.lines);
}

static void
test_moderation(struct twitch *t)
{
	struct seen s = read_lines(t, "moderation.txt");

	ok(has(&s, 0,
	       "\"action\":\"timeout\",\"target_user_id\":\"800004\","
	       "\"reason\":"
	       "\"600 s\""),
	    "a timeout");
	ok(has(&s, 1, "\"action\":\"ban\",\"target_user_id\":\"800009\"") &&
		has(&s, 1, "\"message_id\":\"800009:1770379401000:ban\""),
	    "a ban has a name of its own");
	ok(has(&s, 2, "\"action\":\"clear\""), "all is cleared");
	ok(has(&s, 3,
	       "\"action\":\"delete\",\"target_message_id\":"
	       "\"00000000-0000-4000-8000-000000000001\""),
	    "one message is deleted");
	ok(has(&s, 4, "\"action\":\"chat_mode\",\"chat_mode\":{\"slow\":10}"),
	    "slow mode");
	ok(s.events == 5, "refusals are no events");
	read_line(t, &s, STR(":tmi.twitch.tv NOTICE * :Login unsuccessful"));
	ok(s.last == TWITCH_REFUSED &&
		strcmp(s.text, "Login unsuccessful") == 0,
	    "... but ends");
	buf_free(&s.lines);
}

static void
test_edges(struct twitch *t)
{
	struct seen s = read_lines(t, "edge.txt");

	ok(s.events == 4, "four messages among odd lines");
	ok(has(&s, 1, "\"user\":\"u\",\"text\":\"no tags at all\""),
	    "the nick stands for the user");
	ok(has(&s, 2, "\"text\":\":) text that starts with a colon\""),
	    "a colon begins a text");
	ok(has(&s, 3, "\"text\":\"\""), "an empty text");
	read_line(t, &s, STR(":tmi.twitch.tv PONG tmi.twitch.tv :chz"));
	ok(s.last == TWITCH_PONG, "a ping of ours is answered");
	read_line(t, &s, STR("PING tmi.twitch.tv"));
	ok(s.last == TWITCH_PING && strcmp(s.text, "tmi.twitch.tv") == 0,
	    "a ping without a colon");
	read_line(t, &s, STR("PING :tmi.twitch.tv"));
	ok(s.last == TWITCH_PING && strcmp(s.text, "tmi.twitch.tv") == 0,
	    "... and with one");
	read_line(t, &s, STR(":tmi.twitch.tv 001 justinfan1 :Welcome, GLHF!"));
	ok(s.last == TWITCH_READY, "the login");
	read_line(t, &s,
	    STR("@emote-only=0;followers-only=-1;r9k=0;room-id=1;slow=0;"
		"subs-only=0 :tmi.twitch.tv ROOMSTATE #c"));
	ok(s.last == TWITCH_JOINED, "the welcome");
	read_line(t, &s, STR(":tmi.twitch.tv RECONNECT"));
	ok(s.last == TWITCH_RECONNECT, "the server will go");
	read_line(t, &s,
	    STR("@emotes=25:0-99,x/:/30:2-1;id=a;bits=-5;tmi-sent-ts=x "
		":a!a@a PRIVMSG #c :hi"));
	ok(has(&s, 4, "\"text\":\"hi\",\"role\":\"viewer\"}"),
	    "nonsense in tags is unknown");
	buf_free(&s.lines);
}

static void
test_irc(void)
{
	struct arena arena = { 0 };
	struct irc_line l;

	ok(irc_read(STR("@a=1;b;c=;d=x\\ :n!u@h  CMD  one two :th ree"), &l) &&
		str_is(l.nick, "n") && str_is(l.command, "CMD") &&
		l.params == 3 && str_is(l.param[2], "th ree"),
	    "a line's parts");
	ok(str_is(irc_tag(&l, "a", &arena), "1") &&
		str_is(irc_tag(&l, "b", &arena), "") &&
		str_is(irc_tag(&l, "d", &arena), "x") &&
		irc_tag(&l, "z", &arena).p == NULL,
	    "its tags");
	ok(irc_read(STR("@x=\\:\\s\\\\\\r\\n\\q CMD"), &l) &&
		str_is(irc_tag(&l, "x", &arena), "; \\\r\nq") && l.params == 0,
	    "escapes");
	ok(!irc_read(STR(""), &l) && !irc_read(STR("@a=1"), &l) &&
		!irc_read(STR(":n"), &l) && !irc_read(STR("@"), &l),
	    "no command, no line");
	arena_free(&arena);
}

static void
test_names(void)
{
	struct str login;

	ok(twitch_channel_named(STR("twitch:some_One"), &login) &&
		str_is(login, "some_One"),
	    "a name");
	ok(twitch_channel_named(STR("https://www.twitch.tv/zed?x=1"), &login) &&
		str_is(login, "zed"),
	    "an address");
	ok(!twitch_channel_named(STR("zed"), &login) &&
		!twitch_channel_named(STR("twitch:"), &login) &&
		!twitch_channel_named(STR("twitch:a b"), &login) &&
		!twitch_channel_named(STR("twitch:_a"), &login) &&
		!twitch_channel_named(STR("twitch:a\r\nQUIT"), &login),
	    "what is none");
}

int
main(void)
{
	struct twitch *t = twitch_new();

	test_irc();
	test_names();
	test_chat(t);
	test_notices(t);
	test_moderation(t);
	test_edges(t);
	twitch_free(t);
	return done_testing();
}
