/* chzzk.h: frames to events.  The frames in tests/fixtures/chzzk have the
 * service's shapes and are made by hand from what others recorded; expected
 * values are read off them by eye. */
#include <stdlib.h>

#include "core/file.h"
#include "core/mem.h"
#include "jsonl/put.h"
#include "platform/chzzk.h"
#include "tap.h"

/* Everything that a file of frames gave, as the lines of records. */
struct seen {
	struct buf lines, frames; /* records of events, and of raw frames */
	unsigned events, raws;
};

static void
keep_event(void *arg, const struct event *e)
{
	struct seen *seen = arg;

	record_put(&seen->lines, &event_record, e);
	seen->events++;
}

static void
keep_raw(void *arg, int64_t cmd, struct str json)
{
	struct seen *seen = arg;
	struct chat_origin none = { .received_at = WHEN_UNKNOWN };

	chat_put_raw(&seen->frames, STR(CHZZK_NAME), &none, cmd, json);
	seen->raws++;
}

static const struct chat_origin origin = {
	.channel_id = { "a1b2", 4 },
	.stream_id = { "1_a1b2", 6 },
	.opened_at = 1790594400000,
	.received_at = 1790594900000,
};

static struct chzzk_frame
read_frame(struct chzzk *c, struct seen *seen, struct str text)
{
	struct chat_sink sink = { keep_event, keep_raw, seen };
	struct chzzk_frame frame;

	chzzk_read(c, text, &origin, &sink, &frame);
	return frame;
}

static void
load(const char *name, struct buf *b)
{
	struct buf path = { 0 };

	buf_fmt(&path, "tests/fixtures/chzzk/%s", name);
	if (!file_read(buf_text(&path), 1 << 20, b))
		printf("Bail out! %s\n", path.p);
	buf_free(&path);
}

/* Reads every line of a fixture as a frame. */
static struct seen
read_file(struct chzzk *c, const char *name)
{
	struct seen seen = { 0 };
	struct buf b = { 0 };
	struct str rest;

	load(name, &b);
	for (rest = buf_view(&b); rest.p != NULL;) {
		struct str line = str_cut(&rest, '\n');

		if (line.n > 0)
			read_frame(c, &seen, line);
	}
	buf_free(&b);
	return seen;
}

static void
forget(struct seen *seen)
{
	buf_free(&seen->lines);
	buf_free(&seen->frames);
}

/* The n-th record, from 0, as text; good until the next call. */
static const char *
record(const struct seen *seen, unsigned n)
{
	static char text[4096];
	struct str rest = buf_view(&seen->lines), line = { 0 };

	for (unsigned i = 0; i <= n && rest.p != NULL; i++)
		line = str_cut(&rest, '\n');
	snprintf(text, sizeof text, "%.*s", STR_ARG(line));
	return text;
}

static bool
has(const struct seen *seen, unsigned n, const char *piece)
{
	bool there = strstr(record(seen, n), piece) != NULL;

	if (!there)
		printf("# %s\n# lacks %s\n", record(seen, n), piece);
	return there;
}

static void
test_chat(struct chzzk *c)
{
	struct seen s = read_file(c, "chat.jsonl");

	ok(s.events == 13 && s.raws == 10, "twelve chats, one of them hidden");
	ok(has(&s, 0, "\"t_ms\":1000,") && has(&s, 0, "\"user\":\"구름빵\"") &&
		has(&s, 0, "\"text\":\"안녕하세요~ 오늘도 잘 보고 있어요 😊\""),
	    "who, when and what");
	ok(has(&s, 0,
	       "\"message_id\":\"015e7a91c0d3b84f62a9e1740b6c2d8f:"
	       "1790594401000:e7cdd173\""),
	    /* What "printf TEXT | xxhsum -H3" of xxHash 0.8.1 ends with. */
	    "named by sender, time and text");
	ok(has(&s, 1,
	       "\"{:d_91:}\":\"https://ssl.pstatic.net/static/nng/glive/icon/"
	       "c_19.png\""),
	    "emotes by token, escaped slashes undone");
	ok(has(&s, 2, "/2/26_1715766760953.png\",\"https://"),
	    "badges of subscription and donations");
	ok(has(&s, 5, "\"role\":\"streamer\"") &&
		has(&s, 6, "\"role\":\"moderator\""),
	    "roles");
	ok(strstr(record(&s, 7), "text") == NULL &&
		has(&s, 8, "\"reason\":\"cbotblind\""),
	    "what the clean bot hid comes without text, and says so");
	ok(has(&s, 9, "\"text\":\"줄바꿈은\\n두 줄, 괄호 (끝)\""),
	    "a line feed survives");
	ok(strstr(record(&s, 10), "\"user\":") == NULL &&
		has(&s, 10, "프로필이 없는 사람"),
	    "a null profile");
	ok(strstr(record(&s, 11), "emotes") == NULL, "emojis \"\"");
	forget(&s);
}

static void
test_donations(struct chzzk *c)
{
	struct seen s = read_file(c, "donation.jsonl");
	struct seen old = read_file(c, "donation_legacy_2024.jsonl");

	ok(s.events == 9, "every donation");
	ok(has(&s, 0, "\"amount\":1000,\"currency\":\"KRW\"") &&
		has(&s, 0, "\"donation_type\":\"chat\""),
	    "an amount in won");
	ok(has(&s, 1, "\"anonymous\":true") &&
		strstr(record(&s, 1), "\"user\"") == NULL &&
		strstr(record(&s, 1), "\"user_id\"") == NULL,
	    "an anonymous donor has no name");
	ok(has(&s, 1, "\"message_id\":\"anonymous:1790594501000:"),
	    "... and a message id all the same");
	ok(has(&s, 4, "\"user_id\":\"1322596f727fc99d2f2a01b07cfcc4def830d782"),
	    "an anonymous mission is its token's");
	ok(has(&s, 5, "\"amount\":40000") &&
		has(&s, 5, "\"donation_type\":\"mission_participation\""),
	    "a contribution counts by itself");
	ok(has(&s, 0, "\"donation_id\":\"35G8np8qKWLJmX8x18CYUROEvihJ6\""),
	    "a donation has its number");
	ok(has(&s, 6,
	       "\"donation_id\":\"00JTioDiy6v4TgXupMgQn5DIkTJP8\","
	       "\"mission_id\":\"5HcvepFcSAAeu3LGSkSyICUGuEUhG\""),
	    "a contribution its own and the mission's");
	ok(strstr(record(&s, 7), "amount") == NULL, "a hidden amount");
	ok(has(&s, 8, "\"text\":\"\""), "an empty message");
	ok(old.events == 1 && has(&old, 0, "\"amount\":1000"),
	    "the shape of 2024");
	forget(&s);
	forget(&old);
}

static void
test_subscriptions(struct chzzk *c)
{
	struct seen s = read_file(c, "subscription.jsonl");
	struct seen g = read_file(c, "subscription_gift.jsonl");

	ok(s.events == 2 && has(&s, 0, "\"months\":27,\"tier\":\"2\""),
	    "months and tier");
	ok(g.events == 4, "gifts by their rows alone");
	ok(has(&g, 0, "\"gift\":true") && has(&g, 0, "\"user\":\"선물왕\""),
	    "the giver");
	ok(has(&g, 2,
	       "\"target_user_id\":\"135e7a91c0d3b84f62a9e1740b6c2d8f\""),
	    "the recipient");
	ok(has(&g, 2, ":135e7a91c0d3b84f62a9e1740b6c2d8f\",\"text\""),
	    "recipients have messages of their own");
	ok(has(&g, 0,
	       "\"gift_id\":\"46gXAa6MzXQiZhNvqsPHcdHRpzmuo\","
	       "\"quantity\":5") &&
		has(&g, 2, "\"target_user\":\"받은이"),
	    "which gift, how many, to whom");
	ok(has(&s, 0, "\"tier_name\":\"봄친구\""), "the tier's name");
	forget(&s);
	forget(&g);
}

static void
test_moderation(struct chzzk *c)
{
	struct seen sys = read_file(c, "system.jsonl");
	struct seen ev = read_file(c, "event.jsonl");
	struct seen blind = read_file(c, "blind.jsonl");
	struct seen notice = read_file(c, "notice.jsonl");
	struct seen kick = read_file(c, "kick_block_penalty.jsonl");

	ok(sys.events == 3 && has(&sys, 0, "\"action\":\"system\""),
	    "system lines are no chat; a restriction is not kept");
	ok(ev.events == 1 && ev.raws == 7 &&
		has(&ev, 0, "\"action\":\"chat_mode\""),
	    "of channel events, the change of mode");
	ok(has(&ev, 0, "\"chat_mode\":{") &&
		has(&ev, 0, "\"chatSlowModeSec\":"),
	    "... with its values");
	ok(blind.events == 6 &&
		has(&blind, 0,
		    "\"target_message_id\":\"015e7a91c0d3b84f62a9e1740b6c2d8f:"
		    "1790594401000\""),
	    "a blind names its message");
	ok(has(&blind, 4, "\"action\":\"unblind\"") &&
		has(&blind, 4, "\"text\":\"안녕하세요~"),
	    "a restored message has its text");
	ok(strstr(record(&blind, 5), "target_message") == NULL &&
		has(&blind, 5, "\"target_sent_at\":"),
	    "an anonymous message cannot be named, but has a time");
	ok(notice.events == 4 && has(&notice, 0, "\"action\":\"notice\"") &&
		has(&notice, 2, "\"action\":\"notice_end\"") &&
		has(&notice, 3, "\"action\":\"notice_end\""),
	    "notices and their end");
	ok(kick.events == 3 && has(&kick, 0, "\"action\":\"kick\"") &&
		has(&kick, 1, "\"action\":\"block\"") &&
		has(&kick, 2, "\"action\":\"penalty\""),
	    "kick, block, penalty");
	forget(&sys);
	forget(&ev);
	forget(&blind);
	forget(&notice);
	forget(&kick);
}

static void
test_odd(void)
{
	struct chzzk *c = chzzk_new();
	struct seen s = read_file(c, "odd.jsonl");

	ok(s.events == 6, "odd shapes are read all the same");
	ok(has(&s, 0, "객체하나") && has(&s, 1, "목록형"),
	    "one object, a messageList");
	ok(has(&s, 4, "profile 깨짐"), "broken profile and extras");
	ok(strstr(buf_text(&s.frames), "\"cmd\":93999") != NULL,
	    "unknown codes are passed raw, as all frames are");
	ok(chzzk_counts(c)->unknown == 2 && chzzk_counts(c)->bad == 0,
	    "... and counted");
	forget(&s);
	chzzk_free(c);
}

static void
test_frames(struct chzzk *c)
{
	struct seen s = { 0 };
	struct buf b = { 0 };
	struct chzzk_frame f;

	load("connected.json", &b);
	f = read_frame(c, &s, buf_view(&b));
	ok(f.cmd == CHZZK_CONNECTED && f.ret_code == 0 &&
		str_is(f.sid, "zNF8m2s3YhhQw7Lp0Xc5Rt1Vb9Nk4Js6"),
	    "joined, with a session");
	f = read_frame(c, &s,
	    STR("{\"cmd\":10100,\"retCode\":105,\"retMsg\":\"Incorrect "
		"parameter\",\"tid\":\"1\"}"));
	ok(f.ret_code == 105 && str_is(f.ret_msg, "Incorrect parameter"),
	    "refused, and why");
	f = read_frame(c, &s, STR("{\"ver\":\"2\",\"cmd\":0}"));
	ok(f.cmd == CHZZK_PING && s.events == 0, "their ping");
	f = read_frame(c, &s, STR("<html>"));
	ok(f.cmd == CHZZK_NONE && strlen(chzzk_why(c)) > 0, "no JSON, and why");
	f = read_frame(c, &s,
	    STR("{\"cmd\":93101,\"bdy\":[{\"uid\":\"x\",\"msg\":\"\\ud83d\","
		"\"msgTime\":\"5\"},7,{\"uid\":\"y\"}]}"));
	ok(s.events == 1 && has(&s, 0, "\"text\":\"\xEF\xBF\xBD\""),
	    "half an emoji, a time as text, and rows that are none");
	forget(&s);
	buf_free(&b);
}

/* The messages of the same person in the reply and in a push. */
static void
test_recent(struct chzzk *c)
{
	struct seen s = { 0 };
	struct buf b = { 0 };

	load("recent_reply.json", &b);
	read_frame(c, &s, buf_view(&b));
	ok(s.events == 8, "six rows, a hidden one, a notice");
	ok(has(&s, 0,
	       "\"message_id\":\"015e7a91c0d3b84f62a9e1740b6c2d8f:"
	       "1790594395000:"),
	    "named as the push names it");
	ok(has(&s, 2, "\"amount\":5000") && has(&s, 3, "\"months\":27"),
	    "donations and subscriptions among them");
	forget(&s);
	s = (struct seen){ 0 };
	b.n = 0;
	load("recent_reply_empty.json", &b);
	ok(read_frame(c, &s, buf_view(&b)).cmd == CHZZK_RECENTS &&
		s.events == 0,
	    "a chat where nobody has said anything yet");
	forget(&s);
	buf_free(&b);
}

static void
test_requests(void)
{
	struct buf b = { 0 };

	chzzk_put_connect(&b, STR("N2aB_c"), (struct str){ 0 }, 1);
	is_text(buf_text(&b),
	    "{\"ver\":\"3\",\"cmd\":100,\"svcid\":\"game\",\"cid\":\"N2aB_c\","
	    "\"bdy\":{\"uid\":null,\"devType\":2001,\"accTkn\":null,"
	    "\"auth\":\"READ\"},\"tid\":1}",
	    "CONNECT without a token");
	b.n = 0;
	chzzk_put_recent(&b, STR("N2aB_c"), STR("zNF8"), 50, 2);
	is_text(buf_text(&b),
	    "{\"ver\":\"3\",\"cmd\":5101,\"svcid\":\"game\",\"cid\":\"N2aB_c\","
	    "\"sid\":\"zNF8\",\"bdy\":{\"recentMessageCount\":50},\"tid\":2}",
	    "a request for recent chat");
	/* N 78, 2 50, a 97, B 66, _ 95, c 99: 485 = 53 * 9 + 8. */
	ok(chzzk_server(STR("N2aB_c")) == 9, "the server of a chat channel");
	b.n = 0;
	chzzk_put_chat_url(&b, "wss://kr-ss{n}.chat.naver.com/chat", 9);
	is_text(
	    buf_text(&b), "wss://kr-ss9.chat.naver.com/chat", "its address");
	buf_free(&b);
}

int
main(void)
{
	struct chzzk *c = chzzk_new();

	test_chat(c);
	test_donations(c);
	test_subscriptions(c);
	test_moderation(c);
	test_odd();
	test_frames(c);
	test_recent(c);
	test_requests();
	chzzk_free(c);
	return done_testing();
}
