/* chzzk_session.h, chzzk_open.h: what a session of the official API brings.
 * The payloads in tests/fixtures/chzzk/open have the shapes of captures and of
 * the documentation; expected values are read off them by eye. */
#include <stdlib.h>

#include "core/file.h"
#include "jsonl/doc.h"
#include "platform/chzzk_open.h"
#include "platform/socketio.h"
#include "tap.h"

static const struct chat_origin origin = {
	.channel_id = { "a1b2c3d4e5f60718293a4b5c6d7e8f90", 32 },
	.stream_id = { "unknown_a1b2c3d4e5f60718293a4b5c6d7e8f90", 40 },
	.opened_at = 1790594400000,
	.received_at = 1790594500000,
};

/* What events gave, as the lines of records. */
struct seen {
	struct buf lines;
	struct chzzk_news news;
	char key[64];
};

static struct chzzk *decoder;
static struct arena texts;

static void
keep(void *arg, const struct event *e)
{
	struct seen *seen = arg;

	record_put(&seen->lines, &event_record, e);
}

static bool
read_payload(struct seen *seen, struct str name, const struct json_val *payload)
{
	const struct chat_sink sink = { .event = keep, .arg = seen };
	bool good = chzzk_session_read(
	    decoder, name, payload, &origin, &sink, &seen->news);

	snprintf(seen->key, sizeof seen->key, "%.*s", STR_ARG(seen->news.key));
	return good;
}

static struct buf
fixture(const char *name)
{
	struct buf path = { 0 }, b = { 0 };

	buf_fmt(&path, "tests/fixtures/chzzk/open/%s", name);
	if (!file_read(buf_text(&path), 1 << 20, &b))
		printf("Bail out! %s\n", path.p);
	buf_free(&path);
	return b;
}

/* {"event":NAME,"payload":OBJECT} */
static void
read_line(struct seen *seen, struct str line)
{
	static const struct scan_keys keys = { .n = 2,
		.name = { DOC_KEY("event"), DOC_KEY("payload") } };
	struct json_val v[2];
	struct scan_error err;

	if (!doc_open(line, &keys, v, &texts, &err) ||
	    !read_payload(seen, val_text(&v[0], &texts), &v[1]))
		ok(false, "reads %.*s", STR_ARG(line));
}

static struct str
nth(const struct buf *lines, unsigned n)
{
	struct str rest = buf_view(lines), line = { 0 };

	for (unsigned i = 0; i <= n && rest.p != NULL; i++)
		line = str_cut(&rest, '\n');
	return line;
}

static bool
has(const struct seen *seen, unsigned n, const char *piece)
{
	char text[4096];

	snprintf(text, sizeof text, "%.*s", STR_ARG(nth(&seen->lines, n)));
	if (strstr(text, piece) != NULL)
		return true;
	printf("# %s\n# lacks %s\n", text, piece);
	return false;
}

static void
test_chat(const struct seen *seen)
{
	ok(has(seen, 0,
	       "\"type\":\"chat\",\"platform\":\"chzzk\",\"channel_id\":"
	       "\"a1b2c3d4e5f60718293a4b5c6d7e8f90\""),
	    "a message");
	ok(has(seen, 0, "\"sent_at\":\"2026-09-28T11:20:01.000Z\"") &&
		has(seen, 0, "\"t_ms\":1000"),
	    "... when it was written");
	ok(has(seen, 0, "\"user_id\":\"015e7a91c0d3b84f62a9e1740b6c2d8f\"") &&
		has(seen, 0, "\"user\":\"구름빵\"") &&
		has(seen, 0, "\"role\":\"viewer\""),
	    "... by whom");
	ok(has(seen, 0, "\"text\":\"안녕하세요~ 오늘도 잘 보고 있어요 😊\""),
	    "... and what");
	ok(has(seen, 1, "\"role\":\"streamer\"") &&
		has(seen, 1, "\"badges\":[\"https://ssl.pstatic.net/") &&
		has(seen, 1, "\"emotes\":{\"{:d_54:}\":\"https://"),
	    "the streamer's, with a badge and an emote");
	ok(has(seen, 2, "\"role\":\"viewer\""), "a role beside the profile");
}

/* The web chat's frame of the same message. */
static void
test_same_id(const struct seen *seen)
{
	static const char frame[] =
	    "{\"cmd\":93101,\"bdy\":[{\"uid\":"
	    "\"015e7a91c0d3b84f62a9e1740b6c2d8f\",\"msgTime\":1790594401000,"
	    "\"msg\":\"안녕하세요~ 오늘도 잘 보고 있어요 😊\"}]}";
	struct seen web = { 0 };
	const struct chat_sink sink = { .event = keep, .arg = &web };
	struct chzzk_frame f;
	char *id, piece[128];

	chzzk_read(decoder, STR(frame), &origin, &sink, &f);
	id = strstr(buf_text(&web.lines), "\"message_id\"");
	snprintf(piece, sizeof piece, "%.*s",
	    (int)(strchr(id + 14, '"') + 1 - id), id);
	ok(has(seen, 0, piece), "named as in the web chat: %s", piece);
	buf_free(&web.lines);
}

static void
test_money(const struct seen *seen)
{
	ok(has(seen, 3, "\"type\":\"donation\"") &&
		has(seen, 3, "\"sent_at\":\"2026-09-28T11:21:40.690Z\"") &&
		has(seen, 3, "\"user\":\"치즈냥\"") &&
		has(seen, 3, "\"amount\":1000,\"currency\":\"KRW\"") &&
		has(seen, 3, "\"donation_type\":\"chat\""),
	    "a donation");
	ok(has(seen, 3,
	       "\"message_id\":\"055e7a91c0d3b84f62a9e1740b6c2d8f:"
	       "1790594500690:"),
	    "... named by who and when");
	ok(has(seen, 4, "\"amount\":10000") &&
		has(seen, 4, "\"donation_type\":\"video\""),
	    "a video");
	ok(has(seen, 5, "\"anonymous\":true") &&
		has(seen, 5, "\"user\":\"익명의 후원자\"") &&
		strstr(nth(&seen->lines, 5).p, "\"user_id\"") >
		    strchr(nth(&seen->lines, 5).p, '\n'),
	    "by nobody");
	ok(has(seen, 6, "\"amount\":1000"), "an amount in words");
	ok(has(seen, 7, "\"type\":\"subscription\"") &&
		has(seen, 7, "\"user\":\"구독곰\"") &&
		has(seen, 7, "\"months\":27,\"tier\":\"2\"") &&
		has(seen, 7, "\"tier_name\":\"봄친구\""),
	    "a subscription");
	ok(nth(&seen->lines, 8).n == 0, "and no more");
}

static void
test_payloads(void)
{
	static const struct {
		enum chzzk_news_kind kind;
		enum chzzk_topic topic;
	} news[] = { { CHZZK_NEWS_CONNECTED, CHZZK_TOPICS },
		{ CHZZK_NEWS_SUBSCRIBED, CHZZK_TOPIC_CHAT },
		{ CHZZK_NEWS_UNSUBSCRIBED, CHZZK_TOPIC_CHAT },
		{ CHZZK_NEWS_REVOKED, CHZZK_TOPIC_CHAT } };
	struct buf text = fixture("sio_event_payloads.jsonl");
	struct str rest = str_trim(buf_view(&text));
	struct seen seen = { 0 };

	for (int i = 0; rest.p != NULL; i++) {
		read_line(&seen, str_cut(&rest, '\n'));
		if (i == 0)
			is_text(seen.key,
			    "00000000-0000-4000-8000-000000000001",
			    "the name of a session");
		if (i < 4)
			ok(seen.news.kind == news[i].kind &&
				seen.news.topic == news[i].topic,
			    "news %d", i);
		else
			ok(seen.news.kind == CHZZK_NEWS_NONE, "no news");
	}
	test_chat(&seen);
	test_same_id(&seen);
	test_money(&seen);
	buf_free(&seen.lines);
	buf_free(&text);
}

/* A whole session, frame by frame. */
static void
test_frames(void)
{
	static const struct scan_keys keys = { .n = 2,
		.name = { DOC_KEY("dir"), DOC_KEY("text") } };
	struct buf text = fixture("sio_frames.jsonl");
	struct str rest = str_trim(buf_view(&text));
	struct seen seen = { 0 };
	int kinds[SOCKETIO_KINDS] = { 0 }, news[5] = { 0 };

	while (rest.p != NULL) {
		struct json_val v[2], payload;
		struct scan_error err;
		struct socketio_packet p;

		doc_open(str_cut(&rest, '\n'), &keys, v, &texts, &err);
		ok(socketio_read(val_text(&v[1], &texts), &texts, &p) == NULL,
		    "a packet");
		kinds[p.kind]++;
		if (p.kind == SOCKETIO_EVENT && doc_item(&p.args, &payload)) {
			ok(read_payload(&seen, p.event, &payload),
			    "... its payload");
			news[seen.news.kind]++;
		}
	}
	ok(kinds[SOCKETIO_OPEN] == 1 && kinds[SOCKETIO_CONNECT] == 1 &&
		kinds[SOCKETIO_PING] == 2 && kinds[SOCKETIO_PONG] == 2 &&
		kinds[SOCKETIO_EVENT] == 9 && kinds[SOCKETIO_DISCONNECT] == 1 &&
		kinds[SOCKETIO_CLOSE] == 1,
	    "all of them");
	ok(news[CHZZK_NEWS_CONNECTED] == 1 &&
		news[CHZZK_NEWS_SUBSCRIBED] == 3 &&
		news[CHZZK_NEWS_REVOKED] == 1 && news[CHZZK_NEWS_NONE] == 4,
	    "... and their news");
	ok(has(&seen, 0, "구름빵") && has(&seen, 1, "봄하늘") &&
		has(&seen, 2, "치즈냥") && has(&seen, 3, "구독곰") &&
		nth(&seen.lines, 4).n == 0,
	    "... and events");
	buf_free(&seen.lines);
	buf_free(&text);
}

/* Whatever is missing or of another kind. */
static void
test_odd(void)
{
	static const char *const lines[] = {
		"{\"event\":\"CHAT\",\"payload\":{}}",
		"{\"event\":\"chat\",\"payload\":\"{\\\"content\\\":\\\"a\\\","
		"\\\"profile\\\":null,\\\"emojis\\\":\\\"\\\"}\"}",
		"{\"event\":\"DONATION\",\"payload\":{\"payAmount\":\"x\","
		"\"eventSentAt\":\"soon\",\"donationType\":7}}",
		"{\"event\":\"SUBSCRIPTION\",\"payload\":{\"month\":-1}}",
		"{\"event\":\"SYSTEM\",\"payload\":{\"type\":\"connected\","
		"\"data\":{}}}",
		"{\"event\":\"SYSTEM\",\"payload\":{\"type\":\"new\"}}",
		"{\"event\":\"PARTY\",\"payload\":{}}",
	};
	static const char bad[] = "[1]";
	struct json_val list = { bad, 3, VAL_ARRAY, false };
	struct seen seen = { 0 };

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		read_line(&seen, str_of(lines[i]));
		ok(seen.news.kind == CHZZK_NEWS_NONE, "no news: %s", lines[i]);
	}
	ok(has(&seen, 0, "\"type\":\"chat\"") &&
		has(&seen, 1, "\"text\":\"a\"") &&
		has(&seen, 2, "\"anonymous\":true") &&
		has(&seen, 3, "\"type\":\"subscription\"") &&
		nth(&seen.lines, 4).n == 0,
	    "what is left of an event is one");
	ok(strstr(buf_text(&seen.lines), "amount") == NULL,
	    "... without a sum that is none");
	ok(!read_payload(&seen, STR("CHAT"), &list),
	    "a payload that is a list");
	is_text(chzzk_why(decoder), "its payload is no object", "... is none");
	buf_free(&seen.lines);
}

/* ---- the API ---- */

static void
test_answers(void)
{
	struct buf b = fixture("session_auth.json");
	struct str s, name;

	ok(chzzk_open_read_session(buf_view(&b), &texts, &s) &&
		str_is(s,
		    "https://ssio10.nchat.naver.com:443"
		    "?auth=EXAMPLE-SESSION-AUTH"),
	    "the address of a session");
	ok(!chzzk_open_read_me(buf_view(&b), &texts, &s, &name),
	    "... is no user");
	buf_free(&b);
	b = fixture("session_list.json");
	ok(chzzk_open_read_sessions(buf_view(&b), &texts) == 1, "sessions");
	buf_free(&b);
	ok(chzzk_open_read_sessions(
	       STR("{\"content\":{\"data\":[{\"disconnectedDate\":\"2026\"},"
		   "{\"sessionKey\":\"b\"},{}]}}"),
	       &texts) == 2,
	    "... of which one has ended");
	ok(chzzk_open_read_sessions(STR("{}"), &texts) == -1, "... or none");
	b = fixture("users_me.json");
	ok(chzzk_open_read_me(buf_view(&b), &texts, &s, &name) &&
		str_is(s, "a1b2c3d4e5f60718293a4b5c6d7e8f90") &&
		str_is(name, "봄하늘"),
	    "a user");
	buf_free(&b);
}

static void
test_refusals(void)
{
	static const struct {
		const char *name, *why;
		long status;
		enum chzzk_open_result result;
	} answers[] = {
		{ "error_401.json", "INVALID_TOKEN", 401, CHZZK_OPEN_TOKEN },
		{ "error_403.json", "FORBIDDEN", 403, CHZZK_OPEN_DENIED },
		{ "error_429.json", "TOO_MANY_REQUESTS", 429, CHZZK_OPEN_BUSY },
		{ "empty_success.json", "", 200, CHZZK_OPEN_OK },
	};

	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct buf b = fixture(answers[i].name);
		struct str why;

		ok(chzzk_open_read(answers[i].status, buf_view(&b), &texts,
		       &why) == answers[i].result &&
			str_eq(why.p != NULL ? why : STR(""),
			    str_of(answers[i].why)),
		    "%s", answers[i].name);
		buf_free(&b);
	}
}

static void
test_urls(void)
{
	struct buf b = { 0 };

	chzzk_open_url_subscribe(
	    &b, "https://x", CHZZK_TOPIC_DONATION, STR("a b"));
	is_text(buf_text(&b),
	    "https://x/open/v1/sessions/events/subscribe/donation"
	    "?sessionKey=a%20b",
	    "a subscription");
	b.n = 0;
	chzzk_open_url_session(&b, "https://x");
	is_text(buf_text(&b), "https://x/open/v1/sessions/auth", "a session");
	buf_free(&b);
	ok(chzzk_topic_of(STR("Subscription")) == CHZZK_TOPIC_SUBSCRIPTION &&
		chzzk_topic_of(STR("SUB")) == CHZZK_TOPICS &&
		chzzk_topic_of((struct str){ 0 }) == CHZZK_TOPICS,
	    "topics");
}

int
main(void)
{
	decoder = chzzk_new();
	test_payloads();
	test_frames();
	test_odd();
	test_answers();
	test_refusals();
	test_urls();
	chzzk_free(decoder);
	arena_free(&texts);
	return done_testing();
}
