/* Answers requests to the simulated web API. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/num.h"
#include "jsonl/put.h"
#include "sim/chzzk_web.h"
#include "sim/payload.h"

enum { PARTS_MAX = 8, PAGE_MAX = 50 };

/* A parsed request. */
struct asked {
	struct world *world;
	struct sim_replays *replays;
	const struct server_call *call;
	struct str part[PARTS_MAX]; /* of the path, between slashes */
	int n;
	struct buf *b; /* the answer */
};

static int64_t
number(const struct asked *a, const char *name, int64_t usual)
{
	int64_t n = usual;

	num_int(server_query(a->call, name), &n);
	return n;
}

static int
not_found(struct asked *a, const char *message)
{
	payload_error(a->b, 404, message);
	return 404;
}

/* ---- the live list ---- */

/* Most viewers first, then the newest. */
static int
by_viewers(const void *x, const void *y)
{
	const struct channel *a = *(struct channel *const *)x;
	const struct channel *b = *(struct channel *const *)y;

	if (a->viewers != b->viewers)
		return a->viewers < b->viewers ? 1 : -1;
	return (a->live_id < b->live_id) - (a->live_id > b->live_id);
}

/* Whether a row comes after the last row of the page before. */
static bool
is_behind(const struct asked *a, const struct channel *c)
{
	int64_t viewers = number(a, "concurrentUserCount", INT64_MAX);
	int64_t live_id = number(a, "liveId", INT64_MAX);

	return c->viewers < viewers ||
	    (c->viewers == viewers && c->live_id < live_id);
}

static size_t
page_size(const struct asked *a, int64_t usual)
{
	int64_t n = number(a, "size", usual);

	return (size_t)(n < 1 ? 1 : n > PAGE_MAX ? PAGE_MAX : n);
}

/* The open broadcasts that are asked for, in order. */
static size_t
listed(const struct asked *a, struct channel **rows)
{
	size_t n = 0;

	for (unsigned i = 0; i < a->world->n; i++)
		if (a->world->channels[i].open &&
		    is_behind(a, &a->world->channels[i]))
			rows[n++] = &a->world->channels[i];
	if (n > 0)
		qsort(rows, n, sizeof *rows, by_viewers);
	return n;
}

static void
put_cursor(struct buf *b, const struct channel *last)
{
	put_object(b, "page");
	put_object(b, "next");
	put_int(b, "concurrentUserCount", last->viewers);
	put_int(b, "liveId", last->live_id);
	put_close(b);
	put_raw(b, "prev", STR("null"));
	put_close(b);
}

static int
lives(struct asked *a)
{
	struct channel **rows = xcalloc(a->world->n, sizeof *rows);
	size_t all = listed(a, rows), n = page_size(a, 20);

	if (n > all)
		n = all;
	payload_content(a->b);
	put_int(a->b, "size", (int64_t)n);
	if (n < all)
		put_cursor(a->b, rows[n - 1]);
	else
		put_raw(a->b, "page", STR("null"));
	put_array(a->b, "data");
	for (size_t i = 0; i < n; i++)
		payload_live_row(a->b, rows[i]);
	put_array_close(a->b);
	payload_content_close(a->b);
	free(rows);
	return 200;
}

/* ---- channels ---- */

static int
search(struct asked *a)
{
	struct str word = server_query(a->call, "keyword");
	int64_t skip = number(a, "offset", 0);
	size_t size = page_size(a, 13), n = 0;
	int64_t found = 0;

	payload_content(a->b);
	put_array(a->b, "data");
	for (unsigned i = 0; i < a->world->n; i++) {
		const struct channel *c = &a->world->channels[i];

		if (word.n == 0 ||
		    memmem(c->name.p, c->name.n, word.p, word.n) == NULL ||
		    found++ < skip)
			continue;
		if (n++ < size)
			payload_found_row(a->b, c);
	}
	put_array_close(a->b);
	put_int(a->b, "size", (int64_t)(n < size ? n : size));
	if (n > size)
		buf_fmt(a->b,
		    ",\"page\":{\"next\":{\"offset\":%lld},"
		    "\"prev\":null}",
		    (long long)(skip + (int64_t)size));
	else
		put_raw(a->b, "page", STR("null"));
	payload_content_close(a->b);
	return 200;
}

/* Rows of a search: those whose name or title has the word. */
static bool
is_found(const struct channel *c, struct str word)
{
	return word.n > 0 &&
	    (memmem(c->name.p, c->name.n, word.p, word.n) != NULL ||
		memmem(c->title.p, c->title.n, word.p, word.n) != NULL);
}

/* The end of rows that are all on one page. */
static int
end_rows(struct asked *a, size_t n)
{
	put_array_close(a->b);
	put_int(a->b, "size", (int64_t)n);
	put_raw(a->b, "page", STR("null"));
	payload_content_close(a->b);
	return 200;
}

static int
search_lives(struct asked *a)
{
	struct str word = server_query(a->call, "keyword");
	size_t size = page_size(a, 13), n = 0;

	payload_content(a->b);
	put_array(a->b, "data");
	for (unsigned i = 0; i < a->world->n && n < size; i++) {
		const struct channel *c = &a->world->channels[i];

		if (!c->open || !is_found(c, word))
			continue;
		payload_found_live(a->b, c);
		n++;
	}
	return end_rows(a, n);
}

static int
complete(struct asked *a)
{
	struct str word = server_query(a->call, "keyword");
	size_t size = page_size(a, 10), n = 0;

	payload_content(a->b);
	put_array(a->b, "data");
	for (unsigned i = 0; i < a->world->n && n < size; i++) {
		const struct channel *c = &a->world->channels[i];

		if (word.n > 0 && c->name.n >= word.n &&
		    memcmp(c->name.p, word.p, word.n) == 0) {
			put_text(a->b, NULL, c->name);
			n++;
		}
	}
	return end_rows(a, n);
}

static int
recommend(struct asked *a)
{
	payload_content(a->b);
	put_array(a->b, "recommendationChannels");
	for (unsigned i = 0; i < a->world->n; i++)
		if (a->world->channels[i].open)
			payload_recommended(a->b, &a->world->channels[i]);
	put_array_close(a->b);
	payload_content_close(a->b);
	return 200;
}

/* Nobody is logged in. */
static int
user_status(struct asked *a)
{
	payload_nobody(a->b);
	return 200;
}

static int
profile_card(struct asked *a)
{
	payload_profile_card(a->b, a->part[5]);
	return 200;
}

static int
channel(struct asked *a)
{
	payload_channel(a->b, world_channel(a->world, a->part[3]));
	return 200;
}

static int
live_detail(struct asked *a)
{
	const struct channel *c = world_channel(a->world, a->part[3]);

	if (str_is(a->part[1], "v1")) {
		payload_error(a->b, 9004, "앱 업데이트가 필요합니다.");
		return 400;
	}
	if (c == NULL)
		return not_found(a, "채널이 존재하지 않습니다.");
	payload_live_detail(a->b, c);
	return 200;
}

static int
live_status(struct asked *a)
{
	const struct channel *c = world_channel(a->world, a->part[3]);

	if (c == NULL)
		return not_found(a, "채널이 존재하지 않습니다.");
	payload_live_status(a->b, c);
	return 200;
}

static int
access_token(struct asked *a)
{
	struct str id = server_query(a->call, "channelId");
	unsigned chat;
	const struct channel *c = world_chat(a->world, id, &chat);

	payload_token(a->b, c);
	return c != NULL ? 200 : 500;
}

/* ---- replays ---- */

/* The one that the path names; false: answered that there is none. */
static bool
find_replay(struct asked *a, struct sim_replay *v)
{
	int64_t no = -1;

	if (num_int(a->part[3], &no) && sim_replays_find(a->replays, no, v))
		return true;
	not_found(a, "존재하지 않는 동영상입니다.");
	return false;
}

static int
replays(struct asked *a)
{
	const struct channel *c = world_channel(a->world, a->part[3]);
	struct sim_replay v;

	if (c == NULL)
		return not_found(a, "채널이 존재하지 않습니다.");
	sim_replays_of(a->replays, c, &v);
	payload_content(a->b);
	put_int(a->b, "page", number(a, "page", 0));
	put_int(a->b, "size", (int64_t)page_size(a, 30));
	put_int(a->b, "totalCount", 1);
	put_int(a->b, "totalPages", 1);
	put_array(a->b, "data");
	if (number(a, "page", 0) == 0) {
		put_open(a->b);
		payload_replay(a->b, &v);
		put_close(a->b);
	}
	put_array_close(a->b);
	payload_content_close(a->b);
	return 200;
}

static int
replay(struct asked *a)
{
	struct sim_replay v;

	if (!find_replay(a, &v))
		return 404;
	payload_content(a->b);
	payload_replay(a->b, &v);
	payload_replay_more(a->b, &v);
	payload_content_close(a->b);
	return 200;
}

static int
replay_chats(struct asked *a)
{
	struct sim_replay v;
	size_t from, n;
	int64_t next;

	if (!find_replay(a, &v))
		return 404;
	next =
	    sim_replay_page(&v, number(a, "playerMessageTime", 0), &from, &n);
	payload_content(a->b);
	if (next >= 0)
		put_int(a->b, "nextPlayerMessageTime", next);
	else
		put_raw(a->b, "nextPlayerMessageTime", STR("null"));
	put_raw(a->b, "previousVideoChats", STR("[]"));
	put_array(a->b, "videoChats");
	for (size_t i = from; i < from + n; i++)
		payload_row(a->b, SPELL_REPLAY, v.channel, &v.chat[i],
		    sim_replay_position(&v, &v.chat[i]));
	put_array_close(a->b);
	payload_content_close(a->b);
	return 200;
}

/* ---- the table ---- */

/* "*" stands for any one part of a path. */
static const struct {
	const char *path;
	int (*answer)(struct asked *);
} routes[] = {
	{ "service/v1/lives", lives },
	{ "service/v1/search/channels", search },
	{ "service/*/search/lives", search_lives },
	{ "service/*/search/channels/auto-complete", complete },
	{ "service/*/home/recommendation-channels", recommend },
	{ "nng_main/v1/user/getUserStatus", user_status },
	{ "nng_main/v1/chats/*/users/*/profile-card", profile_card },
	{ "nng_main/v1/chats/*/users/*/profile", profile_card },
	{ "service/*/channels/*", channel },
	{ "service/*/channels/*/live-detail", live_detail },
	{ "service/*/channels/*/live-status", live_status },
	{ "polling/*/channels/*/live-status", live_status },
	{ "nng_main/v1/chats/access-token", access_token },
	{ "service/*/channels/*/videos", replays },
	{ "service/*/videos/*", replay },
	{ "service/*/videos/*/chats", replay_chats },
};

static void
take_apart(struct asked *a)
{
	struct str rest = server_path(a->call);

	str_cut(&rest, '/'); /* what is before the first slash: nothing */
	while (rest.p != NULL && a->n < PARTS_MAX)
		a->part[a->n++] = str_cut(&rest, '/');
}

static bool
fits(const struct asked *a, const char *path)
{
	struct str rest = str_of(path);
	int n = 0;

	while (rest.p != NULL) {
		struct str want = str_cut(&rest, '/');

		if (n >= a->n ||
		    (!str_is(want, "*") && !str_eq(want, a->part[n])))
			return false;
		n++;
	}
	return n == a->n;
}

int
chzzk_web(struct world *world, struct sim_replays *replays,
    const struct server_call *call, struct buf *b)
{
	struct asked a = {
		.world = world, .replays = replays, .call = call, .b = b
	};

	take_apart(&a);
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
		if (fits(&a, routes[i].path))
			return routes[i].answer(&a);
	return 0;
}
