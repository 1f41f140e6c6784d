/*
 * chzzk_api.h - Chzzk's web API: the addresses, and what the answers mean.  No
 * sockets: an address goes out, the body of the answer comes in.
 *
 * Every answer is {"code":200,"message":null,"content":{...}}; the HTTP status
 * may be anything beside it, so the body's code decides.  An error leaves
 * `content` out.  Texts lent by an answer are good until its reader's next
 * call.
 *
 * What the service does without documentation:
 * - A channel that never broadcast answers code 200 and content null; one that
 *   has ended shows its last broadcast, status CLOSE, viewers stale.
 * - An unknown channel is code 200 with a null channelId.
 * - live-status has neither live_id nor the channel's name, and its polling
 *   status is always STARTED: only `status` is right.
 * - chatChannelId is null for 19+ and region-locked broadcasts.
 * - A replay's start is liveOpenDate; publishDate comes minutes after the end.
 */
#ifndef CHZ_PLATFORM_CHZZK_API_H
#define CHZ_PLATFORM_CHZZK_API_H

#include "platform/chzzk.h"
#include "record/live.h"

enum { CHZZK_LIVES_MAX = 50 }; /* rows of a page */

/* Where the next page begins; the first page has neither. */
struct chzzk_cursor {
	bool more; /* there is a next page */
	int64_t viewers, live_id;
};

/*
 * Appends an address below `base`, a setting without a slash at its end.  Ids
 * and words from the user are percent-encoded.
 */
void chzzk_url_lives(
    struct buf *, const char *base, int size, const struct chzzk_cursor *);
void chzzk_url_channel(struct buf *, const char *base, struct str channel_id);
void chzzk_url_live_detail(
    struct buf *, const char *base, struct str channel_id);
void chzzk_url_live_status(
    struct buf *, const char *base, struct str channel_id);
void chzzk_url_token(
    struct buf *, const char *game_base, struct str chat_channel_id);
void chzzk_url_search(
    struct buf *, const char *base, struct str name, int offset, int size);
void chzzk_url_replays(struct buf *, const char *base, struct str channel_id,
    int64_t page, int size);
void chzzk_url_replay(struct buf *, const char *base, int64_t video_no);
/* `position`: milliseconds into the replay, 0 or from a page. */
void chzzk_url_replay_chats(
    struct buf *, const char *base, int64_t video_no, int64_t position);

/* A channel id: 32 hexadecimal digits. */
bool chzzk_is_channel_id(struct str);
/*
 * What a user may name a channel by: a bare id, "chzzk:ID", or an address of
 * its page or broadcast on chzzk.naver.com.  False when it is none of these.
 */
bool chzzk_channel_named(struct str, struct str *channel_id);
/* That, in words: "'x' is not ...". */
#define CHZZK_SOURCES                                                          \
	"chzzk:ID, an id of 32 hex digits, or a chzzk.naver.com address"
#define CHZZK_CHANNEL_NAME "a channel: " CHZZK_SOURCES
/* The same for a replay: a number or the address of its page. */
bool chzzk_replay_named(struct str, int64_t *video_no);

enum chzzk_result {
	CHZZK_OK,
	CHZZK_EMPTY,   /* code 200, content null */
	CHZZK_REFUSED, /* another code: see chzzk_api_code and _why */
	CHZZK_BROKEN   /* no JSON, or not the shape that was asked for */
};

/* Whether a body is an answer, be it a refusal; not so a page of HTML or a
 * piece of JSON, nor "too many" and "unwell", which come with HTTP's 200 too.
 */
bool chzzk_is_answer(struct str body);
/* ... and no success without content. */
bool chzzk_is_filled(struct str body);

enum { /* codes that mean something to a tool */
	CHZZK_CODE_NOT_FOUND = 404,
	CHZZK_CODE_TOO_MANY = 429,
	CHZZK_CODE_NO_CHAT = 50001,
	CHZZK_CODE_ADULT = 42601,
	CHZZK_CODE_OLD_API = 9004
};

/* A reader of answers; one serves any number. */
struct chzzk_api *chzzk_api_new(void);
void chzzk_api_free(struct chzzk_api *);
int64_t chzzk_api_code(const struct chzzk_api *); /* of the last answer */
const char *chzzk_api_why(const struct chzzk_api *);

/* A broadcast as chz-tap needs it: the record, and why chat may be closed. */
struct chzzk_live {
	struct live live;
	bool never;    /* there has been no broadcast */
	bool login;    /* 19+: needs an adult's login cookies */
	bool abroad;   /* shown in Korea only, and we are elsewhere */
	bool chat_off; /* the streamer switched chat off */
};

/* A page of the live list, row by row; *next is whether there are more. */
enum chzzk_result chzzk_read_lives(struct chzzk_api *, struct str body,
    void (*each)(void *arg, const struct chzzk_live *), void *arg,
    struct chzzk_cursor *next);

/* live-detail and live-status.  The latter lacks live_id and channel, so its
 * stream_id is absent. */
enum chzzk_result chzzk_read_live(
    struct chzzk_api *, struct str body, struct chzzk_live *);

/* The chat token. */
enum chzzk_result chzzk_read_token(
    struct chzzk_api *, struct str body, struct str *token);

struct chzzk_channel {
	struct str channel_id; /* absent: there is no such channel */
	struct str name;
	int64_t followers;
	bool live; /* may be a minute late */
};

enum chzzk_result chzzk_read_channel(
    struct chzzk_api *, struct str body, struct chzzk_channel *);
/* Found channels, best first. */
enum chzzk_result chzzk_read_search(struct chzzk_api *, struct str body,
    void (*each)(void *arg, const struct chzzk_channel *), void *arg);

struct chzzk_replay {
	int64_t video_no;
	struct str title, category, thumbnail;
	struct str tags; /* JSON as it stands: array */
	struct str channel_id, channel;
	bool was_live; /* else an upload, which has no chat */
	bool adult;
	int64_t opened_at, closed_at; /* closed_at: opened_at + duration */
	int64_t published_at;
	int64_t duration_ms;
	bool chat;                  /* a chat was kept (detail only) */
	struct str chat_channel_id; /* detail only */
};

/* A page of a channel's replays and uploads, newest first; *pages is how many
 * pages there are. */
enum chzzk_result chzzk_read_replays(struct chzzk_api *, struct str body,
    void (*each)(void *arg, const struct chzzk_replay *), void *arg,
    int64_t *pages);
enum chzzk_result chzzk_read_replay(
    struct chzzk_api *, struct str body, struct chzzk_replay *);

/*
 * A page of a replay's chat, that of `position`: events to the sink through
 * `c`, t_ms from their place in the replay (before its start: 0).  *next is
 * where the next page begins, -1 at the end, *rows how many messages this one
 * had.  A page with messages that leads no further is broken.
 */
enum chzzk_result chzzk_read_replay_chats(struct chzzk_api *, struct str body,
    struct chzzk *c, const struct chat_origin *, const struct chat_sink *,
    int64_t position, int64_t *next, unsigned *rows);
/* Whether it is an answer, and no broken page. */
bool chzzk_is_replay_page(struct str body, int64_t position);

#endif
