/*
 * import.h - other programs' chat logs, as events: bytes in, events out.
 *
 *	im = import_new(&settings, "chatLog-12345678.log");
 *	import_push(im, bytes, n); ... import_end(im);
 *
 * Events and complaints reach the sink as soon as their bytes are there.  The
 * format is recognised by the file's first 64 KiB unless it is given.  When two
 * fit, neither is taken.
 */
#ifndef CHZ_IMPORT_IMPORT_H
#define CHZ_IMPORT_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"
#include "import/replay_list.h"
#include "record/event.h"

enum import_format {
	IMPORT_UNKNOWN,
	IMPORT_CHATLOG,           /* chzzk-timeline: chatLog-<video>.log */
	IMPORT_CHAT_DOWNLOADER,   /* chat-downloader: JSON array or JSONL */
	IMPORT_TWITCH_DOWNLOADER, /* TwitchDownloader: JSON with "comments" */
	IMPORT_YTDLP,             /* yt-dlp: <title> [<id>].live_chat.json */
	IMPORT_NOKCHART,          /* NokChart: events.jsonl */
	IMPORT_TWITCH_GQL,        /* pages of Twitch's GraphQL */
	IMPORT_VIDEO_CHATS,       /* pages of Chzzk's replays */
	IMPORT_IRC,               /* raw lines of Twitch's IRC */
	/* plain.h */
	IMPORT_CHATTY,
	IMPORT_JUSTLOG,
	IMPORT_TCD,
	IMPORT_TWITCH_DOWNLOADER_TEXT,
	IMPORT_CHAT_DOWNLOADER_TEXT,
	IMPORT_CSV,       /* csv.h */
	IMPORT_CHAT_HTML, /* TwitchDownloader's pages */
	IMPORT_FORMATS
};

/* Their names: the first is IMPORT_CHATLOG's; NULL after the last. */
extern const char *const import_formats[];

/* Something that could not be used. */
struct import_bad {
	const char *why;       /* static text */
	unsigned long line;    /* where, from 1 */
	unsigned long element; /* which of an array, from 1; 0 for a line */
	size_t column;         /* from 1; 0 when it does not matter */
};

/* What comes out.  The texts are lent until the call returns. */
struct import_sink {
	void (*event)(void *ctx, const struct event *);
	/* A line that is a record already. */
	void (*record)(void *ctx, struct str line);
	void (*bad)(void *ctx, const struct import_bad *);
	void *ctx;
};

struct import_settings {
	enum import_format format;         /* IMPORT_UNKNOWN: recognise it */
	const struct replay_list *replays; /* may be NULL */
	size_t max_record;                 /* bytes of a message */
	struct str columns;                /* of a table (csv.h), or absent */
	int64_t opened_at; /* of the broadcast, or WHEN_UNKNOWN */
	int64_t offset_ms; /* how long before the first message it opened */
	struct import_sink sink;
};

struct import;

/* `name` is the file's, or NULL; the broadcast's number is looked for in it. */
struct import *import_new(const struct import_settings *, const char *name);
void import_push(struct import *, const char *p, size_t n);
void import_end(struct import *);
void import_free(struct import *); /* accepts NULL */

#endif
