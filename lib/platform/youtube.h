/*
 * youtube.h - YouTube's Data API v3 as a reader of live chat needs it: the
 * addresses, and what the answers mean.  No sockets: an address goes out, the
 * body of the answer comes in.
 *
 * From https://developers.google.com/youtube/v3/live/docs/liveChatMessages.
 * Texts lent by an answer are good until the reader's next call.
 *
 * message_id is the item's id; that of a message which is shown as removed is
 * its own and ":delete".  stream_id is "VIDEO_CHANNEL".
 *
 * What the service does without documentation:
 * - 64-bit integers are strings.
 * - liveChat/messages/stream answers with an array of list answers, each
 *   written when there is something, and ends now and then with status 200; the
 *   last nextPageToken goes on where it ended.
 * - A token of the stream and one of the list may not be exchanged.
 * - The first answer without a token holds what was said of late, how much is
 *   up to the service; with one, all since then.
 * - publishedAt is in no order: only tokens are.
 */
#ifndef CHZ_PLATFORM_YOUTUBE_H
#define CHZ_PLATFORM_YOUTUBE_H

#include <stdbool.h>

#include "platform/chat.h"

#define YOUTUBE_NAME "youtube" /* in records */

/* ---- names ---- */

enum youtube_kind {
	YOUTUBE_NONE,
	YOUTUBE_VIDEO,   /* 11 characters */
	YOUTUBE_CHANNEL, /* UC and 22 characters */
	YOUTUBE_HANDLE,  /* @name */
	YOUTUBE_MINE     /* "mine": the broadcasts of whose login it is */
};

enum youtube_kind youtube_kind(struct str id);
bool youtube_is_source(struct str id); /* any of these */
/* "youtube:ID", or the address of a channel's or video's page. */
bool youtube_source_named(struct str, struct str *id);
#define YOUTUBE_SOURCES                                                        \
	"youtube:@HANDLE, :CHANNEL, :VIDEO or :mine, or a youtube.com address"

/* ---- questions ---- */

/* What they cost of the day's units, of which there are 10,000 unless Google
 * grants more. */
enum {
	YOUTUBE_LOOK_COST = 1,
	YOUTUBE_CHAT_COST = 5, /* a page, or a stream */
	YOUTUBE_DAY = 10000
};

/* The moment at which the units spent are given back: the next midnight of
 * Los Angeles. */
int64_t youtube_next_day(int64_t now);

/* Appends an address below `base`, a setting without a slash at its end. */
void youtube_url_channel(struct buf *, const char *base, struct str handle);
/* What the channel has put up last. */
void youtube_url_uploads(struct buf *, const char *base, struct str channel_id);
/* The user's own broadcasts that are on air; mine=true must not be with it. */
void youtube_url_mine(struct buf *, const char *base);
void youtube_url_videos(struct buf *, const char *base, struct str ids);
/* The chat since `token`, absent at first; as pages, or as a stream of them. */
void youtube_url_chat(struct buf *, const char *base, bool stream,
    struct str chat_id, struct str token);

/* ---- answers ---- */

enum youtube_result {
	YOUTUBE_OK,
	YOUTUBE_BROKEN,    /* no JSON, or not the shape that was asked for */
	YOUTUBE_QUOTA,     /* the day's units are spent */
	YOUTUBE_TOO_FAST,  /* asked again too soon */
	YOUTUBE_ENDED,     /* the chat is over */
	YOUTUBE_CHAT_OFF,  /* there is none */
	YOUTUBE_CLOSED,    /* for members only, or private */
	YOUTUBE_LOST,      /* no such chat, channel or video */
	YOUTUBE_BAD_TOKEN, /* or another part of the question is bad */
	YOUTUBE_BAD_KEY,   /* the key or token, or what it may do */
	YOUTUBE_FAILED     /* anything else */
};

struct youtube; /* a reader: one serves any number of chats */

struct youtube *youtube_new(void);
void youtube_free(struct youtube *);
const struct chat_counts *youtube_counts(const struct youtube *);
/* The service's words on the last answer that was no YOUTUBE_OK. */
const char *youtube_why(const struct youtube *);

/* What a refusal means. */
enum youtube_result youtube_read_error(struct youtube *, struct str body);

/* The channel's id, absent when there is none of that handle. */
enum youtube_result youtube_read_channel(
    struct youtube *, struct str body, struct str *channel_id);
/* Appends the ids of uploads, or of one's own broadcasts, which are videos' as
 * well, with commas between them. */
enum youtube_result youtube_read_list(
    struct youtube *, struct str body, struct buf *ids);

/* The video of several whose chat to read: the first that is live. */
struct youtube_video {
	struct str id; /* absent: there is no such video */
	struct str channel_id, channel, title;
	struct str chat_id; /* absent: over, not yet, or switched off */
	int64_t opened_at;
	bool live; /* on air, or about to be with its chat open */
};
enum youtube_result youtube_read_videos(
    struct youtube *, struct str body, struct youtube_video *);

/* A page of chat: what it is, and then its events. */
struct youtube_page {
	struct str token;    /* where the next one begins */
	int64_t interval_ms; /* to wait for it; RECORD_UNKNOWN: not said */
	unsigned items;
	bool over; /* no more will come */
};
enum youtube_result youtube_read_page(
    struct youtube *, struct str body, struct youtube_page *);
/* Those of the page that was read last. */
void youtube_give_events(
    struct youtube *, const struct chat_origin *, const struct chat_sink *);

#endif
