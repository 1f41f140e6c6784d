/* Reads the answers of Chzzk's web API. */
#include <stdlib.h>
#include <string.h>

#include "core/num.h"
#include "jsonl/doc.h"
#include "platform/chzzk_api.h"
#include "platform/chzzk_row.h"

struct chzzk_api {
	struct arena arena; /* texts of the answer at hand */
	struct buf why;
	int64_t code;
};

enum { CODE, REASON, CONTENT, N_ANSWER };
static const struct scan_keys answer_keys = { .n = N_ANSWER,
	.name = { [CODE] = DOC_KEY("code"),
	    [REASON] = DOC_KEY("message"),
	    [CONTENT] = DOC_KEY("content") } };

enum { DATA, PAGE, TOTAL_PAGES, N_LIST };
static const struct scan_keys list_keys = { .n = N_LIST,
	.name = { [DATA] = DOC_KEY("data"),
	    [PAGE] = DOC_KEY("page"),
	    [TOTAL_PAGES] = DOC_KEY("totalPages") } };

enum {
	LIVE_ID,
	LIVE_TITLE,
	STATUS,
	VIEWERS,
	OPEN_DATE,
	CLOSE_DATE,
	ADULT,
	TAGS,
	CATEGORY,
	CATEGORY_NAME,
	CHAT_CHANNEL_ID,
	CHANNEL,
	CHANNEL_ID,
	BLIND_TYPE,
	CHAT_ACTIVE,
	KOREA_ONLY,
	N_LIVE
};
static const struct scan_keys live_keys = { .n = N_LIVE,
	.name = { [LIVE_ID] = DOC_KEY("liveId"),
	    [LIVE_TITLE] = DOC_KEY("liveTitle"),
	    [STATUS] = DOC_KEY("status"),
	    [VIEWERS] = DOC_KEY("concurrentUserCount"),
	    [OPEN_DATE] = DOC_KEY("openDate"),
	    [CLOSE_DATE] = DOC_KEY("closeDate"),
	    [ADULT] = DOC_KEY("adult"),
	    [TAGS] = DOC_KEY("tags"),
	    [CATEGORY] = DOC_KEY("liveCategory"),
	    [CATEGORY_NAME] = DOC_KEY("liveCategoryValue"),
	    [CHAT_CHANNEL_ID] = DOC_KEY("chatChannelId"),
	    [CHANNEL] = DOC_KEY("channel"),
	    [CHANNEL_ID] = DOC_KEY("channelId"),
	    [BLIND_TYPE] = DOC_KEY("blindType"),
	    [CHAT_ACTIVE] = DOC_KEY("chatActive"),
	    [KOREA_ONLY] = DOC_KEY("krOnlyViewing") } };

enum { C_ID, C_NAME, C_FOLLOWERS, C_OPEN, N_CHANNEL };
static const struct scan_keys channel_keys = { .n = N_CHANNEL,
	.name = { [C_ID] = DOC_KEY("channelId"),
	    [C_NAME] = DOC_KEY("channelName"),
	    [C_FOLLOWERS] = DOC_KEY("followerCount"),
	    [C_OPEN] = DOC_KEY("openLive") } };

enum {
	VIDEO_NO,
	VIDEO_TITLE,
	VIDEO_TYPE,
	V_CATEGORY,
	V_CATEGORY_NAME,
	THUMBNAIL,
	V_TAGS,
	V_CHANNEL,
	V_ADULT,
	LIVE_OPEN_DATE,
	PUBLISHED,
	DURATION,
	CHAT_ENABLED,
	V_CHAT_CHANNEL,
	N_VIDEO
};
static const struct scan_keys replay_keys = { .n = N_VIDEO,
	.name = { [VIDEO_NO] = DOC_KEY("videoNo"),
	    [VIDEO_TITLE] = DOC_KEY("videoTitle"),
	    [VIDEO_TYPE] = DOC_KEY("videoType"),
	    [V_CATEGORY] = DOC_KEY("videoCategory"),
	    [V_CATEGORY_NAME] = DOC_KEY("videoCategoryValue"),
	    [THUMBNAIL] = DOC_KEY("thumbnailImageUrl"),
	    [V_TAGS] = DOC_KEY("tags"),
	    [V_CHANNEL] = DOC_KEY("channel"),
	    [V_ADULT] = DOC_KEY("adult"),
	    [LIVE_OPEN_DATE] = DOC_KEY("liveOpenDate"),
	    [PUBLISHED] = DOC_KEY("publishDateAt"),
	    [DURATION] = DOC_KEY("duration"),
	    [CHAT_ENABLED] = DOC_KEY("videoChatEnabled"),
	    [V_CHAT_CHANNEL] = DOC_KEY("videoChatChannelId") } };

struct chzzk_api *
chzzk_api_new(void)
{
	return xcalloc(1, sizeof(struct chzzk_api));
}

void
chzzk_api_free(struct chzzk_api *api)
{
	if (api == NULL)
		return;
	arena_free(&api->arena);
	buf_free(&api->why);
	free(api);
}

int64_t
chzzk_api_code(const struct chzzk_api *api)
{
	return api->code;
}

const char *
chzzk_api_why(const struct chzzk_api *api)
{
	return api->why.n > 0 ? api->why.p : "";
}

static enum chzzk_result
failed(struct chzzk_api *api, enum chzzk_result result, struct str why)
{
	api->why.n = 0;
	buf_str(&api->why, why);
	buf_text(&api->why);
	return result;
}

/* Opens the envelope; CHZZK_OK when there is something in it. */
static enum chzzk_result
open_answer(struct chzzk_api *api, struct str body, struct json_val *content)
{
	enum { OK = 200 };
	struct json_val v[N_ANSWER];
	struct scan_error err;

	arena_reset(&api->arena);
	api->code = 0;
	api->why.n = 0;
	if (!doc_open(body, &answer_keys, v, &api->arena, &err))
		return failed(api, CHZZK_BROKEN, str_of(err.why));
	if (!val_int(&v[CODE], &api->code))
		return failed(api, CHZZK_BROKEN, STR("no code in the answer"));
	if (api->code != OK)
		return failed(
		    api, CHZZK_REFUSED, val_text(&v[REASON], &api->arena));
	*content = v[CONTENT];
	if (content->kind == VAL_NULL || content->kind == VAL_ABSENT)
		return CHZZK_EMPTY;
	if (content->kind != VAL_OBJECT)
		return failed(api, CHZZK_BROKEN, STR("content is no object"));
	return CHZZK_OK;
}

/* The same, with the members of the content. */
static enum chzzk_result
open_content(struct chzzk_api *api, struct str body,
    const struct scan_keys *keys, struct json_val *v)
{
	struct json_val content;
	enum chzzk_result result = open_answer(api, body, &content);

	memset(v, 0, keys->n * sizeof *v);
	if (result == CHZZK_OK)
		doc_members(&content, keys, v, &api->arena);
	return result;
}

/* The same where there must be content. */
static enum chzzk_result
open_filled(struct chzzk_api *api, struct str body,
    const struct scan_keys *keys, struct json_val *v)
{
	enum chzzk_result result = open_content(api, body, keys, v);

	if (result == CHZZK_EMPTY)
		return failed(api, CHZZK_BROKEN, STR("content is null"));
	return result;
}

/* A refusal that may not come again: "too many", "unwell". */
static bool
is_passing(const struct chzzk_api *api, enum chzzk_result result)
{
	return result == CHZZK_REFUSED &&
	    (api->code == CHZZK_CODE_TOO_MANY ||
		(api->code >= 500 && api->code < 600));
}

static bool
is_answer(struct str body, bool filled)
{
	struct chzzk_api api = { 0 };
	struct json_val content;
	enum chzzk_result result = open_answer(&api, body, &content);
	bool good = result != CHZZK_BROKEN && !is_passing(&api, result) &&
	    !(filled && result == CHZZK_EMPTY);

	arena_free(&api.arena);
	buf_free(&api.why);
	return good;
}

bool
chzzk_is_answer(struct str body)
{
	return is_answer(body, false);
}

bool
chzzk_is_filled(struct str body)
{
	return is_answer(body, true);
}

static struct str
text_of(struct chzzk_api *api, const struct json_val *v)
{
	struct str s = val_text(v, &api->arena);

	return s.n > 0 ? s : (struct str){ 0 };
}

static int64_t
count_of(const struct json_val *v)
{
	int64_t n;

	return val_int(v, &n) && n >= 0 ? n : RECORD_UNKNOWN;
}

static int64_t
date_of(struct chzzk_api *api, const struct json_val *v)
{
	int64_t ms;

	return when_kst(val_text(v, &api->arena), &ms) ? ms : WHEN_UNKNOWN;
}

/* A non-empty array as it stands. */
static struct str
array_of(const struct json_val *v)
{
	struct str rest = doc_items(v);
	struct json_val item;

	if (v->kind != VAL_ARRAY || !doc_item(&rest, &item))
		return (struct str){ 0 };
	return val_raw(v);
}

static void
take_channel(struct chzzk_api *api, const struct json_val *v,
    struct chzzk_channel *channel)
{
	struct json_val c[N_CHANNEL];

	doc_members(v, &channel_keys, c, &api->arena);
	*channel = (struct chzzk_channel){
		.channel_id = text_of(api, &c[C_ID]),
		.name = text_of(api, &c[C_NAME]),
		.followers = count_of(&c[C_FOLLOWERS]),
		.live = c[C_OPEN].kind == VAL_TRUE,
	};
}

/* "<live id>_<channel id>", absent unless both are known. */
static struct str
stream_id(struct chzzk_api *api, struct str live_id, struct str channel_id)
{
	size_t n = live_id.n + 1 + channel_id.n;
	char *p;

	if (live_id.n == 0 || channel_id.n == 0)
		return (struct str){ 0 };
	p = arena_alloc(&api->arena, n);
	memcpy(p, live_id.p, live_id.n);
	p[live_id.n] = '_';
	memcpy(p + live_id.n + 1, channel_id.p, channel_id.n);
	return (struct str){ p, n };
}

static struct str
id_of(const struct json_val *v)
{
	int64_t n;

	return val_int(v, &n) ? (struct str){ v->p, v->n } : (struct str){ 0 };
}

/* A row of the list has no status: what is listed is open. */
static enum live_status
status_of(const struct json_val *v)
{
	if (v->kind == VAL_ABSENT || val_is(v, "OPEN"))
		return LIVE_OPEN;
	return v->kind == VAL_STRING ? LIVE_CLOSE : LIVE_UNKNOWN;
}

static void
take_live(
    struct chzzk_api *api, const struct json_val *v, struct chzzk_live *out)
{
	struct live *live = &out->live;
	struct chzzk_channel channel;

	*out = (struct chzzk_live){ .live = live_blank() };
	take_channel(api, &v[CHANNEL], &channel);
	live->platform = STR(CHZZK_NAME);
	live->channel_id = channel.channel_id;
	if (live->channel_id.n == 0)
		live->channel_id = text_of(api, &v[CHANNEL_ID]);
	live->channel = channel.name;
	live->live_id = id_of(&v[LIVE_ID]);
	live->stream_id = stream_id(api, live->live_id, live->channel_id);
	live->status = status_of(&v[STATUS]);
	live->title = text_of(api, &v[LIVE_TITLE]);
	live->category = text_of(api, &v[CATEGORY_NAME]);
	if (live->category.n == 0)
		live->category = text_of(api, &v[CATEGORY]);
	live->tags = array_of(&v[TAGS]);
	live->viewers = count_of(&v[VIEWERS]);
	live->adult = v[ADULT].kind == VAL_TRUE;
	live->opened_at = date_of(api, &v[OPEN_DATE]);
	live->closed_at = date_of(api, &v[CLOSE_DATE]);
	live->chat_channel_id = text_of(api, &v[CHAT_CHANNEL_ID]);
	out->login = live->adult && live->chat_channel_id.n == 0;
	out->abroad = val_is(&v[BLIND_TYPE], "ABROAD");
	out->chat_off = v[CHAT_ACTIVE].kind == VAL_FALSE;
}

/* The key of the next page, which `page` or its `next` may lack. */
static void
take_cursor(struct chzzk_api *api, const struct json_val *page,
    struct chzzk_cursor *next)
{
	static const struct scan_keys keys = { .n = 3,
		.name = { DOC_KEY("next"), DOC_KEY("concurrentUserCount"),
		    DOC_KEY("liveId") } };
	struct json_val v[3];

	*next = (struct chzzk_cursor){ 0 };
	if (!doc_members(page, &keys, v, &api->arena) ||
	    !doc_members(&v[0], &keys, v, &api->arena))
		return;
	next->more =
	    val_int(&v[1], &next->viewers) && val_int(&v[2], &next->live_id);
}

enum chzzk_result
chzzk_read_lives(struct chzzk_api *api, struct str body,
    void (*each)(void *arg, const struct chzzk_live *), void *arg,
    struct chzzk_cursor *next)
{
	struct json_val list[N_LIST], item, v[N_LIVE];
	enum chzzk_result result = open_filled(api, body, &list_keys, list);
	struct chzzk_live live;
	struct str rest;

	take_cursor(api, &list[PAGE], next);
	if (result != CHZZK_OK)
		return result;
	if (list[DATA].kind != VAL_ARRAY)
		return failed(api, CHZZK_BROKEN, STR("no data in the answer"));
	for (rest = doc_items(&list[DATA]); doc_item(&rest, &item);)
		if (doc_members(&item, &live_keys, v, &api->arena)) {
			take_live(api, v, &live);
			each(arg, &live);
		}
	return CHZZK_OK;
}

enum chzzk_result
chzzk_read_live(struct chzzk_api *api, struct str body, struct chzzk_live *live)
{
	struct json_val v[N_LIVE];
	enum chzzk_result result = open_content(api, body, &live_keys, v);

	take_live(api, v, live);
	if (result == CHZZK_EMPTY)
		live->never = true;
	if (result == CHZZK_OK && v[STATUS].kind != VAL_STRING)
		return failed(
		    api, CHZZK_BROKEN, STR("no status in the answer"));
	return result;
}

enum chzzk_result
chzzk_read_token(struct chzzk_api *api, struct str body, struct str *token)
{
	static const struct scan_keys keys = { .n = 1,
		.name = { DOC_KEY("accessToken") } };
	struct json_val v[1];
	enum chzzk_result result = open_content(api, body, &keys, v);

	*token = text_of(api, &v[0]);
	if (result == CHZZK_OK && token->n == 0)
		return failed(api, CHZZK_BROKEN, STR("no token in the answer"));
	return result;
}

enum chzzk_result
chzzk_read_channel(
    struct chzzk_api *api, struct str body, struct chzzk_channel *channel)
{
	struct json_val content = { 0 };
	enum chzzk_result result = open_answer(api, body, &content);

	take_channel(api, &content, channel);
	return result;
}

enum chzzk_result
chzzk_read_search(struct chzzk_api *api, struct str body,
    void (*each)(void *arg, const struct chzzk_channel *), void *arg)
{
	struct json_val list[N_LIST], item, v[N_LIVE];
	enum chzzk_result result = open_filled(api, body, &list_keys, list);
	struct chzzk_channel channel;
	struct str rest;

	if (result != CHZZK_OK)
		return result;
	if (list[DATA].kind != VAL_ARRAY)
		return failed(api, CHZZK_BROKEN, STR("no data in the answer"));
	for (rest = doc_items(&list[DATA]); doc_item(&rest, &item);) {
		doc_members(&item, &live_keys, v, &api->arena);
		take_channel(api, &v[CHANNEL], &channel);
		if (channel.channel_id.n > 0)
			each(arg, &channel);
	}
	return CHZZK_OK;
}

static void
take_replay(
    struct chzzk_api *api, const struct json_val *v, struct chzzk_replay *r)
{
	struct chzzk_channel channel;
	int64_t seconds = count_of(&v[DURATION]);

	take_channel(api, &v[V_CHANNEL], &channel);
	*r = (struct chzzk_replay){
		.video_no = count_of(&v[VIDEO_NO]),
		.title = text_of(api, &v[VIDEO_TITLE]),
		.category = text_of(api, &v[V_CATEGORY_NAME]),
		.thumbnail = text_of(api, &v[THUMBNAIL]),
		.tags = array_of(&v[V_TAGS]),
		.channel_id = channel.channel_id,
		.channel = channel.name,
		.was_live = val_is(&v[VIDEO_TYPE], "REPLAY"),
		.adult = v[V_ADULT].kind == VAL_TRUE,
		.opened_at = date_of(api, &v[LIVE_OPEN_DATE]),
		.closed_at = WHEN_UNKNOWN,
		.published_at = count_of(&v[PUBLISHED]),
		.duration_ms = seconds,
		.chat = v[CHAT_ENABLED].kind != VAL_FALSE,
		.chat_channel_id = text_of(api, &v[V_CHAT_CHANNEL]),
	};
	if (r->category.n == 0)
		r->category = text_of(api, &v[V_CATEGORY]);
	if (r->published_at < 0)
		r->published_at = WHEN_UNKNOWN;
	if (seconds < 0 || seconds > NUM_SAFE_MAX / 1000)
		return;
	r->duration_ms = seconds * 1000;
	if (r->opened_at != WHEN_UNKNOWN)
		r->closed_at = r->opened_at + r->duration_ms;
}

enum chzzk_result
chzzk_read_replays(struct chzzk_api *api, struct str body,
    void (*each)(void *arg, const struct chzzk_replay *), void *arg,
    int64_t *pages)
{
	struct json_val list[N_LIST], item, v[N_VIDEO];
	enum chzzk_result result = open_filled(api, body, &list_keys, list);
	struct chzzk_replay replay;
	struct str rest;

	*pages = count_of(&list[TOTAL_PAGES]);
	if (result != CHZZK_OK)
		return result;
	if (list[DATA].kind != VAL_ARRAY || *pages < 0)
		return failed(api, CHZZK_BROKEN, STR("no data in the answer"));
	for (rest = doc_items(&list[DATA]); doc_item(&rest, &item);) {
		if (!doc_members(&item, &replay_keys, v, &api->arena))
			continue;
		take_replay(api, v, &replay);
		if (replay.video_no >= 0)
			each(arg, &replay);
	}
	return CHZZK_OK;
}

enum chzzk_result
chzzk_read_replay(
    struct chzzk_api *api, struct str body, struct chzzk_replay *r)
{
	struct json_val v[N_VIDEO];
	enum chzzk_result result = open_filled(api, body, &replay_keys, v);

	take_replay(api, v, r);
	if (result == CHZZK_OK && r->video_no < 0)
		return failed(
		    api, CHZZK_BROKEN, STR("no replay in the answer"));
	return result;
}

enum { NEXT, CHATS, N_PAGE };

static enum chzzk_result
open_replay_page(struct chzzk_api *api, struct str body, int64_t position,
    struct json_val v[N_PAGE], int64_t *next)
{
	static const struct scan_keys keys = { .n = N_PAGE,
		.name = { [NEXT] = DOC_KEY("nextPlayerMessageTime"),
		    [CHATS] = DOC_KEY("videoChats") } };
	enum chzzk_result result = open_filled(api, body, &keys, v);
	struct json_val row;
	struct str rest;

	*next = -1;
	if (result != CHZZK_OK)
		return result;
	if (v[CHATS].kind != VAL_ARRAY || v[NEXT].kind == VAL_ABSENT)
		return failed(api, CHZZK_BROKEN, STR("no page of chat"));
	rest = doc_items(&v[CHATS]);
	if (!val_int(&v[NEXT], next) || *next > position ||
	    !doc_item(&rest, &row))
		return CHZZK_OK;
	buf_fmt(&api->why, "page %lld leads back to %lld", (long long)position,
	    (long long)*next);
	buf_text(&api->why);
	return CHZZK_BROKEN;
}

bool
chzzk_is_replay_page(struct str body, int64_t position)
{
	struct chzzk_api api = { 0 };
	struct json_val v[N_PAGE];
	int64_t next;
	enum chzzk_result result =
	    open_replay_page(&api, body, position, v, &next);
	bool good = result != CHZZK_BROKEN && !is_passing(&api, result);

	arena_free(&api.arena);
	buf_free(&api.why);
	return good;
}

enum chzzk_result
chzzk_read_replay_chats(struct chzzk_api *api, struct str body, struct chzzk *c,
    const struct chat_origin *origin, const struct chat_sink *sink,
    int64_t position, int64_t *next, unsigned *rows)
{
	struct json_val v[N_PAGE];
	enum chzzk_result result =
	    open_replay_page(api, body, position, v, next);

	*rows = 0;
	if (v[CHATS].kind != VAL_ARRAY)
		return result;
	arena_reset(&c->arena);
	*rows = chzzk_rows(c, &v[CHATS], origin, sink);
	return result;
}
