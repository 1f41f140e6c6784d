/* chzzk_api.h: answers in the service's shapes, made by hand from what others
 * recorded.  Expected values are read off the fixtures; epoch values are from
 * date(1). */
#include <stdlib.h>

#include "core/file.h"
#include "platform/chzzk_api.h"
#include "tap.h"

/* 2026-09-28 19:02:11 KST */
#define OPENED INT64_C(1790589731000)
#define CHANNEL "a1b2c3d4e5f60718293a4b5c6d7e8f90"

/* The fixture's text; good until the next call. */
static struct str
answer(const char *name)
{
	static struct buf b;
	struct buf path = { 0 };

	b.n = 0;
	buf_fmt(&path, "tests/fixtures/chzzk/%s.json", name);
	if (!file_read(buf_text(&path), 1 << 20, &b))
		printf("Bail out! %s\n", path.p);
	buf_free(&path);
	return buf_view(&b);
}

/* The rows of a list: how many, and a look at each. */
struct rows {
	unsigned n, adult, abroad, replays;
	char names[256];
};

static void
see_live(void *arg, const struct chzzk_live *live)
{
	struct rows *rows = arg;

	rows->n++;
	rows->adult += live->live.adult;
	rows->abroad += live->abroad;
	if (rows->n == 1)
		snprintf(rows->names, sizeof rows->names, "%.*s",
		    STR_ARG(live->live.stream_id));
}

static void
test_lives(struct chzzk_api *api)
{
	struct chzzk_cursor next;
	struct rows rows = { 0 }, last = { 0 };

	ok(chzzk_read_lives(
	       api, answer("lives_page1"), see_live, &rows, &next) == CHZZK_OK,
	    "a page of the live list");
	ok(rows.n == 3 && rows.adult == 1 && rows.abroad == 1,
	    "three broadcasts, one adult, one for Korea only");
	is_text(rows.names, "21333674_" CHANNEL, "a stream id");
	ok(next.more && next.viewers == 412 && next.live_id == 21333102,
	    "where the next page begins");
	ok(chzzk_read_lives(api, answer("lives_page2_last"), see_live, &last,
	       &next) == CHZZK_OK &&
		last.n == 1 && !next.more,
	    "the last page");
}

static void
test_open(struct chzzk_api *api)
{
	struct chzzk_live l;

	ok(chzzk_read_live(api, answer("live_detail_open"), &l) == CHZZK_OK &&
		l.live.status == LIVE_OPEN,
	    "live-detail");
	ok(str_is(l.live.chat_channel_id, "N2aB_c") &&
		str_is(l.live.channel, "봄하늘") && l.live.viewers == 4170,
	    "chat channel, name, viewers");
	ok(l.live.opened_at == OPENED && l.live.closed_at == WHEN_UNKNOWN,
	    "Korean time of opening");
	ok(str_is(l.live.category, "리그 오브 레전드"), "category");
	ok(chzzk_read_live(api, answer("live_status_new_broadcast"), &l) ==
		    CHZZK_OK &&
		l.live.opened_at == OPENED + 17609000 &&
		str_is(l.live.chat_channel_id, "N2aQ-7"),
	    "the next broadcast has its own moment and chat channel");
	chzzk_read_live(api, answer("live_detail_open"), &l);
	ok(!l.login && !l.abroad && !l.never && !l.chat_off, "nothing bars it");
	ok(chzzk_read_live(api, answer("live_status_open"), &l) == CHZZK_OK &&
		str_is(l.live.channel_id, CHANNEL) &&
		l.live.stream_id.p == NULL &&
		str_is(l.live.chat_channel_id, "N2aB_c"),
	    "live-status lacks the broadcast's number");
}

static void
test_barred(struct chzzk_api *api)
{
	struct chzzk_live l;

	ok(chzzk_read_live(api, answer("live_detail_closed"), &l) == CHZZK_OK &&
		l.live.status == LIVE_CLOSE && l.live.closed_at > OPENED,
	    "closed");
	ok(chzzk_read_live(api, answer("live_status_closed"), &l) == CHZZK_OK &&
		l.live.status == LIVE_CLOSE,
	    "closed, though its polling status says STARTED");
	chzzk_read_live(api, answer("live_detail_adult_anonymous"), &l);
	ok(l.login && l.live.chat_channel_id.p == NULL, "adults only");
	chzzk_read_live(api, answer("live_detail_region"), &l);
	ok(l.abroad, "Korea only");
	ok(chzzk_read_live(api, answer("live_detail_never_broadcast"), &l) ==
		    CHZZK_EMPTY &&
		l.never,
	    "never broadcast");
}

static void
test_errors(struct chzzk_api *api)
{
	struct chzzk_live l;
	struct str token;

	ok(chzzk_read_live(api, answer("error_404"), &l) == CHZZK_REFUSED &&
		chzzk_api_code(api) == CHZZK_CODE_NOT_FOUND,
	    "unknown channel");
	is_text(chzzk_api_why(api), "채널이 존재하지 않습니다.",
	    "in the service's words");
	ok(chzzk_read_live(api, answer("error_9004"), &l) == CHZZK_REFUSED &&
		chzzk_api_code(api) == 9004,
	    "an address that is no longer served");
	ok(chzzk_read_live(api, answer("error_429"), &l) == CHZZK_REFUSED &&
		chzzk_api_code(api) == 429,
	    "too many requests");
	ok(chzzk_read_live(api, STR("<html><body>502"), &l) == CHZZK_BROKEN,
	    "a proxy's page");
	ok(chzzk_read_live(api, STR("{\"code\":200,\"content\":{}}"), &l) ==
		CHZZK_BROKEN,
	    "another shape");
	ok(chzzk_read_token(api, answer("access_token"), &token) == CHZZK_OK &&
		token.n == 64,
	    "a token");
	ok(chzzk_read_token(api, answer("access_token_bad_channel"), &token) ==
		    CHZZK_REFUSED &&
		chzzk_api_code(api) == 50001,
	    "no token for a chat that is none");
	ok(chzzk_read_token(api, answer("access_token_adult"), &token) ==
		    CHZZK_REFUSED &&
		chzzk_api_code(api) == CHZZK_CODE_ADULT,
	    "no token for a 19+ chat");
}

static void
see_channel(void *arg, const struct chzzk_channel *channel)
{
	struct rows *rows = arg;

	if (rows->n++ == 0)
		snprintf(rows->names, sizeof rows->names, "%.*s %lld",
		    STR_ARG(channel->name), (long long)channel->followers);
}

static void
test_channels(struct chzzk_api *api)
{
	struct chzzk_channel c;
	struct rows rows = { 0 };

	ok(chzzk_read_channel(api, answer("channel"), &c) == CHZZK_OK &&
		str_is(c.channel_id, CHANNEL) && c.followers == 60711,
	    "a channel");
	ok(chzzk_read_channel(api, answer("channel_notfound"), &c) ==
		    CHZZK_OK &&
		c.channel_id.p == NULL,
	    "an unknown channel has no id");
	ok(chzzk_read_search(api, answer("search_channels"), see_channel,
	       &rows) == CHZZK_OK &&
		rows.n == 2,
	    "two channels found");
	is_text(rows.names, "봄하늘 60711", "the best first");
}

static void
see_replay(void *arg, const struct chzzk_replay *replay)
{
	struct rows *rows = arg;

	rows->n++;
	rows->replays += replay->was_live;
}

static void
see_event(void *arg, const struct event *e)
{
	struct rows *rows = arg;

	if (rows->n++ < 3)
		snprintf(rows->names + strlen(rows->names),
		    sizeof rows->names - strlen(rows->names), "%lld:%.*s ",
		    (long long)e->t_ms, 4, e->user_id.p);
}

static void
test_replays(struct chzzk_api *api)
{
	struct chzzk_replay v;
	struct rows rows = { 0 };
	int64_t pages;

	ok(chzzk_read_replays(api, answer("channel_videos"), see_replay, &rows,
	       &pages) == CHZZK_OK &&
		rows.n == 2 && rows.replays == 1 && pages == 1,
	    "a replay and an upload");
	ok(chzzk_read_replay(api, answer("video_detail"), &v) == CHZZK_OK &&
		v.video_no == 12345678 && v.chat,
	    "a replay");
	ok(v.opened_at == OPENED && v.closed_at == OPENED + 16671000,
	    "its broadcast's beginning and end");
	ok(chzzk_read_replay(api, answer("video_notfound"), &v) ==
		    CHZZK_REFUSED &&
		chzzk_api_code(api) == CHZZK_CODE_NOT_FOUND,
	    "no such replay");
}

static void
test_vod(struct chzzk_api *api)
{
	const struct chat_origin origin = { .opened_at = OPENED,
		.received_at = WHEN_UNKNOWN };
	struct rows rows = { 0 };
	struct chat_sink sink = { .event = see_event, .arg = &rows };
	struct chzzk *c = chzzk_new();
	unsigned n;
	int64_t next;

	ok(chzzk_read_replay_chats(api, answer("vod_chats_page1"), c, &origin,
	       &sink, 0, &next, &n) == CHZZK_OK &&
		next == 45120,
	    "a page of a replay's chat");
	is_text(rows.names, "0:015e 15728:025e 15800:035e ",
	    "places in the replay, those before its start at 0");
	ok(chzzk_read_replay_chats(api, answer("vod_chats_page2_last"), c,
	       &origin, &sink, 45120, &next, &n) == CHZZK_OK &&
		next == -1 && n == 3,
	    "the last page");
	ok(chzzk_read_replay_chats(api, answer("vod_chats_empty"), c, &origin,
	       &sink, 0, &next, &n) == CHZZK_OK &&
		next == -1 && n == 0,
	    "an empty page");
	ok(chzzk_read_replay_chats(api, answer("vod_chats_page1"), c, &origin,
	       &sink, 45120, &next, &n) == CHZZK_BROKEN &&
		n > 0,
	    "a page that leads nowhere is broken, its chat is given");
	ok(chzzk_is_replay_page(answer("vod_chats_page1"), 0) &&
		!chzzk_is_replay_page(answer("vod_chats_page1"), 50000),
	    "... and known as such");
	ok(chzzk_is_answer(answer("error_404")) &&
		!chzzk_is_answer(answer("error_429")) &&
		!chzzk_is_answer(STR("<html>")),
	    "an answer, if not \"too many\"");
	ok(chzzk_is_answer(answer("live_detail_never_broadcast")) &&
		!chzzk_is_filled(answer("live_detail_never_broadcast")),
	    "null is one without content");
	chzzk_free(c);
}

static void
test_addresses(void)
{
	const struct chzzk_cursor next = { true, 412, 21333102 };
	struct buf b = { 0 };

	chzzk_url_lives(&b, "https://api.chzzk.naver.com", 50, &next);
	is_text(buf_text(&b),
	    "https://api.chzzk.naver.com/service/v1/lives?size=50&"
	    "sortType=POPULAR&concurrentUserCount=412&liveId=21333102",
	    "the next page");
	b.n = 0;
	chzzk_url_search(&b, "http://127.0.0.1:8", STR("봄 a/b"), 0, 13);
	is_text(buf_text(&b),
	    "http://127.0.0.1:8/service/v1/search/channels?"
	    "keyword=%EB%B4%84%20a%2Fb&offset=0&size=13",
	    "a stranger's words are encoded");
	b.n = 0;
	chzzk_url_token(&b, "https://comm-api.game.naver.com", STR("N2aB_c"));
	is_text(buf_text(&b),
	    "https://comm-api.game.naver.com/nng_main/v1/chats/access-token?"
	    "channelId=N2aB_c&chatType=STREAMING",
	    "the token's address");
	buf_free(&b);
}

static void
test_names(void)
{
	struct str id = { 0 };
	int64_t no = 0;

	ok(chzzk_channel_named(STR(CHANNEL), &id) && str_is(id, CHANNEL),
	    "a bare id");
	ok(chzzk_channel_named(STR("chzzk:" CHANNEL), &id) &&
		str_is(id, CHANNEL),
	    "chzzk:ID");
	ok(chzzk_channel_named(
	       STR("https://chzzk.naver.com/live/" CHANNEL "?x=1"), &id) &&
		str_is(id, CHANNEL),
	    "the address of a broadcast");
	ok(chzzk_channel_named(
	       STR("https://chzzk.naver.com/" CHANNEL "/about"), &id) &&
		str_is(id, CHANNEL),
	    "the address of a channel");
	ok(!chzzk_channel_named(STR("youtube:" CHANNEL), &id) &&
		!chzzk_channel_named(STR("봄하늘"), &id) &&
		!chzzk_channel_named(STR(""), &id),
	    "anything else is none");
	ok(chzzk_replay_named(STR("12345678"), &no) && no == 12345678,
	    "a replay's number");
	ok(chzzk_replay_named(
	       STR("https://chzzk.naver.com/video/87654321?t=5"), &no) &&
		no == 87654321,
	    "the address of a replay");
	ok(!chzzk_replay_named(STR("-5"), &no) &&
		!chzzk_replay_named(STR("x"), &no),
	    "no replay");
}

int
main(void)
{
	struct chzzk_api *api = chzzk_api_new();

	test_lives(api);
	test_open(api);
	test_barred(api);
	test_errors(api);
	test_channels(api);
	test_replays(api);
	test_vod(api);
	test_addresses();
	test_names();
	chzzk_api_free(api);
	return done_testing();
}
