/*
 * formats.h - the parsers of the formats, and what they share (formats.c).
 *
 * A parser takes one piece of a file (pieces.h) and gives its events.  It is a
 * plain function on bytes, good for any bytes.  import.c calls the parsers, and
 * they call formats.c.
 */
#ifndef CHZ_IMPORT_FORMATS_H
#define CHZ_IMPORT_FORMATS_H

#include "core/keyed.h"
#include "core/mem.h"
#include "import/import.h"
#include "import/pieces.h"
#include "jsonl/doc.h"

/* What is known about the file at hand. */
struct import_file {
	struct import_sink sink;
	struct arena texts;  /* of the piece at hand */
	struct arena header; /* of the file */
	struct str stream_id, channel_id, channel;
	int64_t opened_at; /* WHEN_UNKNOWN until a message or a header has it */
	bool reckoned;     /* a t_ms was computed from it, or it is fixed */
	int64_t offset_ms; /* from the opening to the first message */
	struct twitch *twitch; /* raw IRC only */
	struct chzzk *chzzk;   /* pages of Chzzk only */
	struct csv_chat *csv;  /* tables only */

	bool begun, masked; /* whether nicks and ids were taken out */
	/* where seconds are whole */
	int64_t second;   /* the moment that `ids` is about */
	struct keyed ids; /* given in that second: how often each, unsigned */
};

/*
 * Gives an event: what the file knows is added where the event lacks it, and
 * t_ms is computed from sent_at.  What came before the opening has t_ms 0.
 */
void import_give(struct import_file *, struct event *);

/* Complains about a piece, or about the line `below` lines further down. */
void import_complain(struct import_file *, const struct piece *,
    const char *why, unsigned long below);

/* Checks a piece and gives it as a value; complains when it is no object. */
bool import_object(
    struct import_file *, const struct piece *, struct json_val *object);

/* Texts, numbers and moments below an object; absent or unknown when they are
 * missing or of another kind.  An empty text counts as absent. */
struct str import_text(
    struct import_file *, const struct json_val *object, const char *path);
int64_t import_int(const struct json_val *object, const char *path);
/* Microseconds since 1970, number or string, as a moment. */
int64_t import_usec(const struct json_val *object, const char *path);
/* Seconds with a fraction as a t_ms. */
int64_t import_sec(const struct json_val *object, const char *path);
/* "0:05", "1:00:05", "-0:05" or "0:00:05.123"; before the opening is 0. */
bool import_elapsed(struct str, int64_t *ms);

/* The id of a message that has none (message_id.h), lent like texts. */
struct str import_message_id(
    struct import_file *, struct str sender, int64_t ms, struct str text);

typedef void import_parser(struct import_file *, const struct piece *);

/* The same where whole seconds are known only: messages of one moment by one
 * sender with one text are told apart by their number. */
struct str import_coarse_id(
    struct import_file *, int64_t ms, struct str sender, struct str text);

import_parser import_twitch_gql, import_video_chats, import_irc, import_chatty,
    import_justlog, import_tcd, import_twitch_downloader_text,
    import_chat_downloader_text, import_csv, import_chat_html;
/* A table's file has ended: complains of a row that has not. */
void import_csv_end(struct import_file *);
import_parser import_chatlog, import_chat_downloader, import_twitch_downloader,
    import_ytdlp, import_nokchart;

#endif
