/*
 * replay_tap.h - the chat of a recorded broadcast, page by page.
 *
 * Pages overlap; what came on one of the last pages is left out.  The last page
 * names no next; chat that ends so long before the replay does is reported, and
 * so is a page without sense, once it was asked for often enough.  Its owner
 * asks for each page, so that it can wait for its output.
 */
#ifndef CHZ_TAP_REPLAY_TAP_H
#define CHZ_TAP_REPLAY_TAP_H

#include <stdio.h>

#include "core/recent.h"
#include "tap/web.h"

struct replay_tap_settings {
	int64_t from, to; /* ms into the replay; `to` RECORD_UNKNOWN: its end */
	const char *log;  /* a directory for chatLog-<video>.log; or NULL */
	/* A page came, or `over` is set: there are no more. */
	void (*page)(void *ctx);
};

struct replay_tap {
	int64_t video_no;
	int64_t at;     /* the page whose events came last; RECORD_UNKNOWN */
	int64_t length; /* of the replay, ms; 0 while unknown */
	struct buf
	    out; /* records; the owner takes them, then replay_tap_flush */
	uint64_t messages;
	int64_t log_size; /* of what was flushed; as an earlier run left it */
	bool over;        /* all came, or it failed */
	int status;       /* EXIT_OK, or why it failed, which was reported */
	void *ctx;        /* the owner's */
	/* private */
	struct web *web;
	struct chzzk *decoder;
	struct replay_tap_settings set;
	struct recent seen;
	struct http_call *call;
	int64_t next;
	int64_t heard, silence; /* ms: the last message, the longest silence */
	bool again; /* the page was written before: only remember it */
	FILE *log;
	struct buf lines; /* for the log */
	char *channel_id, *channel, *stream_id;
	int64_t opened_at;
};

/* `at`: the last page that an earlier run wrote, or RECORD_UNKNOWN. */
void replay_tap_init(struct replay_tap *, struct web *, struct chzzk *,
    int64_t video_no, int64_t at, const struct replay_tap_settings *,
    void *ctx);
/* Asks for the next page, or first for the replay itself. */
void replay_tap_next(struct replay_tap *);
/* Sends the log's lines of the records that were taken. */
void replay_tap_flush(struct replay_tap *);
void replay_tap_free(struct replay_tap *);

#endif
