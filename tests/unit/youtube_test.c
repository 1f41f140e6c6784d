/* youtube.h: answers as Google's documents describe them, in
 * tests/fixtures/youtube; expected values are read off them by eye. */
#include <stdlib.h>

#include "core/file.h"
#include "core/when.h"
#include "import/pieces.h"
#include "platform/youtube.h"
#include "tap.h"

static struct youtube *y;
static struct buf body, lines;
static unsigned events;

static const struct chat_origin origin = {
	.channel_id = { "UCfake", 6 },
	.stream_id = { "vid_UCfake", 10 },
	.opened_at = 1770379200000, /* 2026-02-06T12:00:00Z */
	.received_at = 1770379500000,
};

static struct str
fixture(const char *name)
{
	struct buf path = { 0 };

	body.n = 0;
	buf_fmt(&path, "tests/fixtures/youtube/%s.json", name);
	if (!file_read(buf_text(&path), 1 << 20, &body))
		printf("Bail out! %s\n", path.p);
	buf_free(&path);
	return buf_view(&body);
}

static void
keep(void *arg, const struct event *e)
{
	(void)arg;
	record_put(&lines, &event_record, e);
	events++;
}

static struct youtube_page
read_page(const char *name)
{
	const struct chat_sink sink = { .event = keep };
	struct youtube_page page;

	lines.n = events = 0;
	if (youtube_read_page(y, fixture(name), &page) != YOUTUBE_OK)
		printf("# %s\n", youtube_why(y));
	youtube_give_events(y, &origin, &sink);
	return page;
}

static bool
has(unsigned n, const char *piece)
{
	struct str rest = buf_view(&lines), line = { 0 };
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
test_chat(void)
{
	struct youtube_page page = read_page("livechat_page1");

	ok(page.items == 6 && events == 6 && page.interval_ms == 4321 &&
		str_is(page.token, "GICtoken0001") && !page.over,
	    "a page, and when and where the next one begins");
	ok(has(0,
	       "{\"type\":\"chat\",\"platform\":\"youtube\",\"channel_id\":"
	       "\"UCfake\",\"stream_id\":\"vid_UCfake\",\"t_ms\":1001,") &&
		has(0,
		    "\"sent_at\":\"2026-02-06T12:00:01.001Z\",\"message_id\":"
		    "\"LCC.fakeMessage0001\",\"user_id\":"
		    "\"UCviewer000000000000000001\",\"user\":\"@viewer-하나\","
		    "\"text\":\"안녕하세요 ㅋㅋㅋ\",\"role\":\"viewer\""),
	    "who said what, when");
	ok(has(1, "\"role\":\"manager\"") &&
		has(1, "\"badges\":[\"moderator\",\"member\"]"),
	    "a moderator who is a member");
	ok(has(2, "\"role\":\"streamer\"") &&
		has(2, "\"text\":\"어서 오세요 \\\"여러분\\\" \\\\ 역슬래시\""),
	    "the streamer");
	ok(has(3, "\"type\":\"donation\"") &&
		has(3, "\"text\":\"노래 불러주세요\"") &&
		has(3,
		    "\"amount\":5000,\"currency\":\"KRW\",\"donation_type\":"
		    "\"superchat\""),
	    "a super chat: won have no smaller unit");
	ok(has(4, "\"amount\":199,\"currency\":\"USD\"") &&
		has(4, "\"text\":\"\""),
	    "... dollars have cents; nothing was said");
	ok(has(5,
	       "\"amount\":2000,\"currency\":\"KRW\",\"donation_type\":"
	       "\"supersticker\"") &&
		has(5, "\"text\":\"Fake sticker alt text\""),
	    "a super sticker");
}

static void
test_events(void)
{
	uint64_t unknown = youtube_counts(y)->unknown;
	struct youtube_page page = read_page("livechat_page2_events");

	ok(page.items == 14 && events == 11, "eleven events of fourteen items");
	ok(youtube_counts(y)->unknown == unknown + 3,
	    "polls, gifts without a price and what is new are left out");
	ok(has(0, "\"type\":\"subscription\"") && has(0, "\"months\":1") &&
		has(0, "\"tier_name\":\"새싹\""),
	    "a new member");
	ok(has(1, "\"months\":12") && has(1, "\"text\":\"1년!\"") &&
		has(1, "\"tier_name\":\"나무\""),
	    "a member of twelve months");
	ok(has(2, "\"gift\":true,\"gift_id\":\"LCC.fakeMessage0007\"") &&
		has(2, "\"quantity\":5"),
	    "five memberships are given");
	ok(has(3, "\"user_id\":\"UCviewer000000000000000001\"") &&
		has(3, "\"gift\":true,\"gift_id\":\"LCC.fakeMessage0007\"") &&
		has(3, "\"target_user\":\"@세찌\"") &&
		has(3, "\"target_user_id\":\"UCviewer000000000000000003\""),
	    "... and one is got: the giver's, of the same gift");
	ok(has(4,
	       "\"action\":\"delete\",\"target_message_id\":"
	       "\"LCC.fakeMessage0002\"") &&
		has(4, "\"user\":\"@mod-두리\""),
	    "a moderator deletes");
	ok(has(5, "\"target_message_id\":\"LCC.fakeMessage0001\"") &&
		has(5, "\"reason\":\"retracted\""),
	    "a writer takes back");
	ok(has(6, "\"action\":\"timeout\"") &&
		has(6, "\"target_user_id\":\"UCviewer000000000000000009\"") &&
		has(6, "\"reason\":\"300 s\""),
	    "a ban for some time");
	ok(has(7, "\"action\":\"ban\""), "... and for good");
	ok(has(8,
	       "\"action\":\"chat_mode\",\"chat_mode\":{\"members-only\":"
	       "true}") &&
		has(9, "{\"members-only\":false}"),
	    "for members only, and no longer");
	ok(has(10, "\"message_id\":\"LCC.fakeMessage0019:delete\"") &&
		has(10, "\"target_message_id\":\"LCC.fakeMessage0019\""),
	    "what stands where a message was");
}

static void
test_ends(void)
{
	struct youtube_page page = read_page("livechat_page3_empty");

	ok(page.items == 0 && page.interval_ms == 10000 && !page.over,
	    "nothing was said");
	page = read_page("livechat_page4_offline");
	ok(page.over && events == 0, "the end");
}

static void
test_refusals(void)
{
	static const struct {
		const char *name;
		enum youtube_result result;
	} errors[] = {
		{ "error_quotaExceeded", YOUTUBE_QUOTA },
		{ "error_rateLimitExceeded", YOUTUBE_TOO_FAST },
		{ "error_liveChatEnded", YOUTUBE_ENDED },
		{ "error_liveChatDisabled", YOUTUBE_CHAT_OFF },
		{ "error_liveChatNotFound", YOUTUBE_LOST },
		{ "error_keyInvalid", YOUTUBE_BAD_KEY },
	};
	struct youtube_page page;

	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
		ok(youtube_read_error(y, fixture(errors[i].name)) ==
			errors[i].result,
		    "%s", errors[i].name);
	is_text(youtube_why(y), "fixture: key not valid", "... in its words");
	ok(youtube_read_page(y, fixture("error_liveChatEnded"), &page) ==
		YOUTUBE_ENDED,
	    "an error where a page should be");
	ok(youtube_read_error(y, STR("<html>")) == YOUTUBE_BROKEN &&
		youtube_read_page(y, STR("[]"), &page) == YOUTUBE_BROKEN,
	    "no answer at all");
}

/* Cut into its elements, as it comes. */
static void
test_stream(void)
{
	struct pieces stream = { .how = PIECES_ELEMENTS, .max = 1 << 20 };
	struct youtube_page page = { 0 };
	struct piece piece;
	unsigned pages = 0, items = 0;

	body.n = 0;
	if (!file_read(
		"tests/fixtures/youtube/rest_stream_body.txt", 1 << 20, &body))
		printf("Bail out! no stream\n");
	for (size_t i = 0; i < body.n; i++) {
		pieces_push(&stream, body.p + i, 1);
		while (pieces_next(&stream, &piece)) {
			ok(youtube_read_page(y, piece.text, &page) ==
				YOUTUBE_OK,
			    "a page of a stream");
			pages++;
			items += page.items;
		}
	}
	ok(pages == 3 && items == 7 && page.over, "all of a recorded stream");
	pieces_free(&stream);
}

static void
test_looks(void)
{
	struct youtube_video video;
	struct str id;

	ok(youtube_read_channel(y, fixture("channels_forhandle"), &id) ==
		    YOUTUBE_OK &&
		str_is(id, "UCfakeChannel0000000000A"),
	    "a handle's channel");
	ok(youtube_read_videos(y, fixture("videos_live"), &video) ==
		    YOUTUBE_OK &&
		video.live && str_is(video.id, "fAkEvId0001") &&
		str_starts(video.chat_id, "KicKGFVD") &&
		video.opened_at == 1770375605000,
	    "a video that is live");
	ok(youtube_read_videos(y, fixture("videos_ended"), &video) ==
		    YOUTUBE_OK &&
		!video.live && video.chat_id.p == NULL,
	    "... and one that is over");
}

/* As liveBroadcasts.list answers, cut short; and its refusals. */
static void
test_mine(void)
{
	struct buf ids = { 0 };

	ok(youtube_read_list(y,
	       STR("{\"kind\":\"youtube#liveBroadcastListResponse\","
		   "\"items\":[{\"kind\":\"youtube#liveBroadcast\","
		   "\"id\":\"fAkEvId0001\"},{\"id\":\"../../../x1\"},"
		   "{\"id\":\"fAkEvId0002\"}]}"),
	       &ids) == YOUTUBE_OK,
	    "broadcasts of one's own");
	is_text(buf_text(&ids), "fAkEvId0001,fAkEvId0002",
	    "... are videos, where they have a video's id");
	buf_free(&ids);
	ok(youtube_read_error(y,
	       STR("{\"error\":{\"code\":403,\"message\":\"Request had "
		   "insufficient authentication scopes.\",\"errors\":[{"
		   "\"message\":\"Insufficient Permission\",\"domain\":"
		   "\"global\",\"reason\":\"insufficientPermissions\"}],"
		   "\"status\":\"PERMISSION_DENIED\",\"details\":[{\"@type\":"
		   "\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":"
		   "\"ACCESS_TOKEN_SCOPE_INSUFFICIENT\"}]}}")) ==
		YOUTUBE_BAD_KEY,
	    "a login that is for something else");
}

static const char *
named(const char *source)
{
	static char out[128];
	struct str id;

	if (!youtube_source_named(str_of(source), &id))
		return "none";
	snprintf(
	    out, sizeof out, "%d %.*s", (int)youtube_kind(id), STR_ARG(id));
	return out;
}

static void
test_names(void)
{
	is_text(named("youtube:@이름"), "3 @이름", "a handle");
	is_text(
	    named("https://www.youtube.com/@name/live"), "3 @name", "its page");
	is_text(named("youtube:UCaaaaaaaaaaaaaaaaaaaaaa"),
	    "2 UCaaaaaaaaaaaaaaaaaaaaaa", "a channel");
	is_text(named("youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa"),
	    "2 UCaaaaaaaaaaaaaaaaaaaaaa", "its page");
	is_text(named("youtube:a-b_c123456"), "1 a-b_c123456", "a video");
	is_text(named("https://www.youtube.com/watch?t=1&v=a-b_c123456&x=y"),
	    "1 a-b_c123456", "its page");
	is_text(named("https://youtu.be/a-b_c123456?si=x"), "1 a-b_c123456",
	    "its short address");
	is_text(named("https://youtube.com/live/a-b_c123456"), "1 a-b_c123456",
	    "a live address");
	is_text(named("youtube:mine"), "4 mine", "one's own");
	is_text(named("https://www.youtube.com/mine"), "none",
	    "... but not a page of that name");
	is_text(named("youtube:nonsense"), "none", "nonsense");
	is_text(named("https://www.youtube.com/"), "none", "no page");
	is_text(named("youtube:@"), "none", "no handle");
	is_text(named("a-b_c123456"), "none", "no word on the site");
}

static const char *
next_day(const char *now)
{
	static char out[WHEN_UTC_LEN + 1];
	int64_t ms = 0;

	when_rfc3339(str_of(now), &ms);
	when_put_utc(out, youtube_next_day(ms));
	return out;
}

/* As TZ=America/Los_Angeles date(1) has them. */
static void
test_days(void)
{
	is_text(next_day("2026-01-15T07:59:59Z"), "2026-01-15T08:00:00.000Z",
	    "midnight in winter");
	is_text(next_day("2026-01-15T08:00:00Z"), "2026-01-16T08:00:00.000Z",
	    "... and a day later");
	is_text(next_day("2026-07-01T06:59:59Z"), "2026-07-01T07:00:00.000Z",
	    "in summer");
	is_text(next_day("2026-07-01T07:30:00Z"), "2026-07-02T07:00:00.000Z",
	    "... in the hour between the two");
	is_text(next_day("2026-03-08T12:00:00Z"), "2026-03-09T07:00:00.000Z",
	    "the day of 23 hours");
	is_text(next_day("2026-11-01T12:00:00Z"), "2026-11-02T08:00:00.000Z",
	    "the day of 25 hours");
	is_text(next_day("2027-03-14T07:00:00Z"), "2027-03-14T08:00:00.000Z",
	    "another year's");
}

int
main(void)
{
	y = youtube_new();
	test_chat();
	test_events();
	test_ends();
	test_refusals();
	test_stream();
	test_looks();
	test_mine();
	test_names();
	test_days();
	youtube_free(y);
	buf_free(&body);
	buf_free(&lines);
	return done_testing();
}
