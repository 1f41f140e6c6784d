/* Recognises the format of a file and passes its pieces to the parser. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "import/csv.h"
#include "import/formats.h"
#include "import/plain.h"
#include "import/utf16.h"
#include "platform/chzzk.h"
#include "platform/twitch.h"

enum {
	HEAD = 64 * 1024, /* bytes that a format is recognised by */
	YOUTUBE_ID = 11   /* characters of a YouTube video's id */
};

static const struct {
	import_parser *parse;
	enum pieces_how how;
	const char *array;
} formats[] = {
	[IMPORT_CHATLOG] = { import_chatlog, PIECES_ENTRIES, NULL },
	[IMPORT_CHAT_DOWNLOADER] = { import_chat_downloader, PIECES_LINES,
	    NULL },
	[IMPORT_TWITCH_DOWNLOADER] = { import_twitch_downloader,
	    PIECES_ELEMENTS, "comments" },
	[IMPORT_YTDLP] = { import_ytdlp, PIECES_LINES, NULL },
	[IMPORT_NOKCHART] = { import_nokchart, PIECES_LINES, NULL },
	[IMPORT_TWITCH_GQL] = { import_twitch_gql, PIECES_LINES, NULL },
	[IMPORT_VIDEO_CHATS] = { import_video_chats, PIECES_LINES, NULL },
	[IMPORT_IRC] = { import_irc, PIECES_LINES, NULL },
	[IMPORT_CHATTY] = { import_chatty, PIECES_LINES, NULL },
	[IMPORT_JUSTLOG] = { import_justlog, PIECES_LINES, NULL },
	[IMPORT_TCD] = { import_tcd, PIECES_LINES, NULL },
	[IMPORT_TWITCH_DOWNLOADER_TEXT] = { import_twitch_downloader_text,
	    PIECES_LINES, NULL },
	[IMPORT_CHAT_DOWNLOADER_TEXT] = { import_chat_downloader_text,
	    PIECES_LINES, NULL },
	[IMPORT_CSV] = { import_csv, PIECES_LINES, NULL },
	[IMPORT_CHAT_HTML] = { import_chat_html, PIECES_LINES, NULL },
};

const char *const import_formats[] = {
	[IMPORT_CHATLOG - 1] = "chatlog",
	[IMPORT_CHAT_DOWNLOADER - 1] = "chat-downloader",
	[IMPORT_TWITCH_DOWNLOADER - 1] = "twitch-downloader",
	[IMPORT_YTDLP - 1] = "yt-dlp",
	[IMPORT_NOKCHART - 1] = "nokchart",
	[IMPORT_TWITCH_GQL - 1] = "twitch-gql",
	[IMPORT_VIDEO_CHATS - 1] = "video-chats",
	[IMPORT_IRC - 1] = "irc",
	[IMPORT_CHATTY - 1] = "chatty",
	[IMPORT_JUSTLOG - 1] = "justlog",
	[IMPORT_TCD - 1] = "tcd",
	[IMPORT_TWITCH_DOWNLOADER_TEXT - 1] = "twitch-downloader-text",
	[IMPORT_CHAT_DOWNLOADER_TEXT - 1] = "chat-downloader-text",
	[IMPORT_CSV - 1] = "csv",
	[IMPORT_CHAT_HTML - 1] = "twitch-downloader-html",
	[IMPORT_FORMATS - 1] = NULL,
};

struct import {
	struct import_settings settings;
	struct import_file file;
	struct pieces pieces;
	struct buf head;  /* until the format is known */
	bool begun, wide; /* wide: in UTF-16 */
	struct utf16 utf16;
	struct buf narrow; /* the bytes at hand as UTF-8 */
	enum import_format format;
	bool doubtful; /* two fit alike */
};

/* ---- formats ---- */

/* Keys that only one format has.  In a message their quotes would be escaped,
 * so a file that has them unescaped has them as keys. */
static const struct {
	const char *key;
	enum import_format format;
} telling[] = {
	{ "\"replayChatItemAction\"", IMPORT_YTDLP },
	{ "\"addChatItemAction\"", IMPORT_YTDLP },
	{ "\"addLiveChatTickerItemAction\"", IMPORT_YTDLP },
	{ "\"contentOffsetSeconds\"", IMPORT_TWITCH_GQL },
	{ "\"videoChats\"", IMPORT_VIDEO_CHATS },
	{ "\"comments\"", IMPORT_TWITCH_DOWNLOADER },
	{ "\"FileInfo\"", IMPORT_TWITCH_DOWNLOADER },
	{ "\"streamer\"", IMPORT_TWITCH_DOWNLOADER },
	{ "\"message_type\"", IMPORT_CHAT_DOWNLOADER },
	{ "\"action_type\"", IMPORT_CHAT_DOWNLOADER },
	{ "\"time_in_seconds\"", IMPORT_CHAT_DOWNLOADER },
	{ "\"t_ms\"", IMPORT_NOKCHART },
	{ "\"stream_id\"", IMPORT_NOKCHART },
	{ "\"received_at\"", IMPORT_NOKCHART },
};

static bool
has(struct str head, const char *key)
{
	return memmem(head.p, head.n, key, strlen(key)) != NULL;
}

/* How many lines are of a form. */
struct import_fit {
	size_t lines, fit[IMPORT_FORMATS];
};

static bool
is_irc(struct str line)
{
	return str_starts(line, "@") && has(line, "tmi-sent-ts=") &&
	    has(line, ".tmi.twitch.tv ");
}

/* chzzk-timeline's, with a user's id at its end. */
static bool
is_identified(struct str line)
{
	return pieces_is_entry(line) && str_ends(line, ")") &&
	    has(line, " (") && has(line, ": ");
}

static void
fit_line(struct import_fit *fit, struct str line)
{
	struct plain_line l;

	fit->lines++;
	fit->fit[IMPORT_IRC] += is_irc(line);
	fit->fit[IMPORT_CHATLOG] += is_identified(line);
	for (enum import_format f = IMPORT_CHATTY; f < IMPORT_CSV; f++)
		fit->fit[f] += plain_read(f, line, &l);
}

static struct import_fit
fit_lines(struct str head)
{
	struct import_fit fit = { 0 };

	for (struct str rest = head; rest.p != NULL;) {
		struct str line = str_cut(&rest, '\n');

		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (line.n > 0)
			fit_line(&fit, line);
	}
	return fit;
}

/* Of plain text: the form that most lines have, some at least.  Masked logs of
 * chzzk-timeline have none. */
static enum import_format
recognise_text(struct str head, bool *doubtful)
{
	struct import_fit fit = fit_lines(head);
	enum import_format best = IMPORT_UNKNOWN;

	for (enum import_format f = IMPORT_UNKNOWN + 1; f < IMPORT_FORMATS;
	     f++) {
		if (fit.fit[f] == 0 || fit.fit[f] < fit.fit[best])
			continue;
		*doubtful =
		    best != IMPORT_UNKNOWN && fit.fit[f] == fit.fit[best];
		best = f;
	}
	return best;
}

static bool
has_entry(struct str head)
{
	/* Its first line may be bad. */
	for (struct str rest = head; rest.p != NULL;)
		if (pieces_is_entry(str_cut(&rest, '\n')))
			return true;
	return false;
}

/* Pages have "comments", too, and yt-dlp's lines whatever YouTube writes. */
static bool
has_others(enum import_format format)
{
	return format == IMPORT_TWITCH_GQL || format == IMPORT_YTDLP;
}

/* Where the first member "chz" begins, in which all keys are those of records;
 * else the end. */
static size_t
exported_from(struct str head)
{
	static const char own[] = "\"chz\"";
	struct str rest = head;
	const char *key;

	while ((key = memmem(rest.p, rest.n, own, sizeof own - 1)) != NULL) {
		size_t at = (size_t)(key - head.p),
		       behind = at + sizeof own - 1;

		rest =
		    str_trim((struct str){ head.p + behind, head.n - behind });
		if (str_starts(rest, ":"))
			return at;
	}
	return head.n;
}

/* Of JSON: by a key that only one format has. */
static enum import_format
recognise_json(struct str head, bool *doubtful)
{
	enum import_format format = IMPORT_UNKNOWN;

	head.n = exported_from(head);
	if (str_is(head, "[]"))
		return IMPORT_CHAT_DOWNLOADER;
	for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
		if (!has(head, telling[i].key) || telling[i].format == format)
			continue;
		if (format != IMPORT_UNKNOWN) {
			*doubtful = true;
			return format;
		}
		format = telling[i].format;
		if (has_others(format))
			return format;
	}
	return format;
}

static bool
is_page(struct str head)
{
	static const char doctype[] = "<!DOCTYPE html";
	size_t n = sizeof doctype - 1;

	return head.n > n && strncasecmp(head.p, doctype, n) == 0;
}

static bool
starts_table(struct str head)
{
	struct str row = str_cut(&head, '\n');

	return !str_starts(row, "{") && !str_starts(row, "[") &&
	    csv_is_heading(str_trim(row));
}

/* The format of a file that begins so; `doubtful` when two fit alike. */
static enum import_format
recognise(struct str head, bool *doubtful)
{
	enum import_format format = IMPORT_UNKNOWN;

	*doubtful = false;
	if (str_starts(head, "\xEF\xBB\xBF")) {
		head.p += 3;
		head.n -= 3;
	}
	head = str_trim(head);
	if (is_page(head))
		return IMPORT_CHAT_HTML;
	if (starts_table(head))
		return IMPORT_CSV;
	if (!pieces_is_entry(head))
		format = recognise_json(head, doubtful);
	if (format == IMPORT_UNKNOWN)
		format = recognise_text(head, doubtful);
	if (format == IMPORT_UNKNOWN && has_entry(head))
		format = IMPORT_CHATLOG;
	return *doubtful ? IMPORT_UNKNOWN : format;
}

/* ---- the file's name ---- */

/* Without directories and without what programs append to a name. */
static struct str
stem_of(const char *name)
{
	static const char *const ends[] = { ".zst", ".log", ".txt", ".json",
		".jsonl", ".live_chat", ".csv", ".html" };
	const char *slash = strrchr(name, '/');
	struct str s = str_of(slash != NULL ? slash + 1 : name);

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, ends[i]))
			s.n -= strlen(ends[i]);
	return s;
}

/* "chatLog-12345678" has a video's number, "Title [dQw4w9WgXcQ]" an id. */
static struct str
video_of(struct str stem)
{
	struct str video = { 0 };

	if (str_starts(stem, "chatLog-")) {
		video = (struct str){ stem.p + 8, stem.n - 8 };
		for (size_t i = 0; i < video.n; i++)
			if (video.p[i] < '0' || video.p[i] > '9')
				video.n = i;
	} else if (str_ends(stem, "]") && stem.n > YOUTUBE_ID + 2 &&
	    stem.p[stem.n - YOUTUBE_ID - 2] == '[') {
		video = (struct str){ stem.p + stem.n - YOUTUBE_ID - 1,
			YOUTUBE_ID };
	}
	return video;
}

static void
read_name(struct import *im, const char *name)
{
	struct import_file *f = &im->file;
	struct str stem = stem_of(name), video = video_of(stem);
	const struct replay_start *replay = NULL;
	struct buf id = { 0 };

	if (im->settings.replays != NULL && video.n > 0)
		replay = replay_list_find(im->settings.replays, video);
	if (replay != NULL) {
		f->channel = replay->channel;
		f->channel_id = replay->channel_id;
		f->opened_at = replay->opened_at;
	}
	if (video.n > 0)
		buf_adds(&id, "vod_");
	buf_str(&id, video.n > 0 ? video : stem);
	f->stream_id = arena_str(&f->header, buf_view(&id));
	buf_free(&id);
}

/* ---- the file ---- */

struct import *
import_new(const struct import_settings *settings, const char *name)
{
	struct import *im = xcalloc(1, sizeof *im);

	im->settings = *settings;
	im->file.sink = settings->sink;
	im->file.opened_at = WHEN_UNKNOWN;
	im->file.ids.size = sizeof(unsigned);
	im->file.second = WHEN_UNKNOWN;
	im->file.offset_ms = settings->offset_ms;
	if (name != NULL)
		read_name(im, name);
	if (settings->opened_at != WHEN_UNKNOWN) {
		im->file.opened_at = settings->opened_at;
		im->file.reckoned = true;
	}
	return im;
}

/* Parses what was pushed so far. */
static void
parse(struct import *im)
{
	struct piece piece;

	while (pieces_next(&im->pieces, &piece)) {
		arena_reset(&im->file.texts);
		if (piece.bad != NULL)
			import_complain(&im->file, &piece, piece.bad, 0);
		else
			formats[im->format].parse(&im->file, &piece);
	}
}

static bool
is_array(struct str head)
{
	if (str_starts(head, "\xEF\xBB\xBF")) {
		head.p += 3;
		head.n -= 3;
	}
	return str_starts(str_trim(head), "[");
}

/* Sets the pieces up once the format is known. */
static void
start(struct import *im)
{
	struct str head = buf_view(&im->head);

	im->format = im->settings.format;
	if (im->format == IMPORT_UNKNOWN)
		im->format = recognise(head, &im->doubtful);
	if (im->format == IMPORT_UNKNOWN)
		return;
	if (im->format == IMPORT_CSV)
		im->file.csv =
		    csv_new(im->settings.columns, im->settings.max_record);
	im->pieces.how = formats[im->format].how;
	im->pieces.array = formats[im->format].array;
	im->pieces.max = im->settings.max_record;
	im->pieces.blank = im->format == IMPORT_CSV;
	if (im->pieces.how == PIECES_LINES && im->format < IMPORT_IRC &&
	    is_array(head))
		im->pieces.how = PIECES_ELEMENTS;
	pieces_push(&im->pieces, head.p, head.n);
}

static void
push(struct import *im, const char *p, size_t n)
{
	if (im->format != IMPORT_UNKNOWN) {
		pieces_push(&im->pieces, p, n);
	} else if (im->head.n < HEAD) {
		buf_add(&im->head, p, n);
		start(im);
	}
	if (im->format != IMPORT_UNKNOWN)
		parse(im);
}

void
import_push(struct import *im, const char *p, size_t n)
{
	struct str bytes = { p, n };

	if (!im->begun)
		im->wide = utf16_begins(bytes, &im->utf16.big_endian);
	im->begun |= n > 0;
	if (im->wide) {
		im->narrow.n = 0;
		utf16_put(&im->utf16, bytes, &im->narrow);
		bytes = buf_view(&im->narrow);
	}
	push(im, bytes.p, bytes.n);
}

void
import_end(struct import *im)
{
	struct import_bad unknown = { .why = im->doubtful
		    ? "two formats fit alike; -F names one"
		    : "not a known format; -F names one" };

	if (im->format == IMPORT_UNKNOWN && str_trim(buf_view(&im->head)).n > 0)
		im->settings.sink.bad(im->settings.sink.ctx, &unknown);
	pieces_end(&im->pieces);
	if (im->format != IMPORT_UNKNOWN)
		parse(im);
	import_csv_end(&im->file);
}

void
import_free(struct import *im)
{
	if (im == NULL)
		return;
	arena_free(&im->file.texts);
	arena_free(&im->file.header);
	keyed_free(&im->file.ids);
	twitch_free(im->file.twitch);
	chzzk_free(im->file.chzzk);
	csv_free(im->file.csv);
	buf_free(&im->narrow);
	pieces_free(&im->pieces);
	buf_free(&im->head);
	free(im);
}
