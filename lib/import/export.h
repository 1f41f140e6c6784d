/*
 * export.h - events as other programs' chat logs: events in, bytes out; the
 * way back of import.h.
 *
 *	export_begin(&x, b);
 *	export_put(&x, b, &event, t_ms); ...
 *	export_end(&x, b);
 *
 * What a format has a key for is in that; all else that is known goes into a
 * member "chz" of the message, which others skip, and import.h reads: the event
 * that comes back is the one that went.  Nothing is kept but a count.
 *
 * EXPORT_CHAT_DOWNLOADER        chat-downloader: an array
 * EXPORT_CHAT_DOWNLOADER_LINES  the same, an object a line
 * EXPORT_CSV                    a table (RFC 4180), a column a key
 * EXPORT_TWITCH_DOWNLOADER      TwitchDownloader's JSON
 * EXPORT_YTDLP                  yt-dlp's live_chat.json: YouTube's actions
 */
#ifndef CHZ_IMPORT_EXPORT_H
#define CHZ_IMPORT_EXPORT_H

#include <stdbool.h>

#include "core/str.h"
#include "record/event.h"

enum export_format {
	EXPORT_CHAT_DOWNLOADER = 1,
	EXPORT_CHAT_DOWNLOADER_LINES,
	EXPORT_CSV,
	EXPORT_TWITCH_DOWNLOADER,
	EXPORT_YTDLP
};
/* Their names; NULL after the last. */
extern const char *const export_formats[];

enum { EXPORT_COLUMNS = 64, EXPORT_TIME = -1, EXPORT_TYPE = -2 };

/* What a table's columns are: keys of events by their place in event_record,
 * EXPORT_TYPE, or EXPORT_TIME, which is t_ms for people. */
struct export_columns {
	int at[EXPORT_COLUMNS];
	int n;
};

struct export
{
	enum export_format format;
	bool bare;                     /* without "chz" */
	bool spreadsheet;              /* csv: for a program that calculates */
	struct export_columns columns; /* csv; none are all */
	/* About the broadcast, where it is known before export_end. */
	struct str title, category, channel, channel_id, stream_id;
	int64_t opened_at; /* or WHEN_UNKNOWN */
	/* private; zero at first */
	unsigned long n;
	int64_t last_ms;
};

/* Reads "t_ms,user,text" into a struct export_columns, for opt.h. */
const char *export_read_columns(struct str list, void *columns);
/* The column of that heading; false when there is none. */
bool export_column(struct str heading, int *column);

void export_begin(struct export *, struct buf *);
/* Appends an event that stands at `t_ms`, where the format needs a time; false
 * when it has no place for such. */
bool export_put(
    struct export *, struct buf *, const struct event *, int64_t t_ms);
void export_end(const struct export *, struct buf *);

#endif
