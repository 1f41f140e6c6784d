/*
 * chz-import - read other programs' chat logs.
 * Their files in, event records out.
 */

#include <errno.h>
#include <string.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/sig.h"
#include "import/import.h"
#include "jsonl/input.h"

enum { CHUNK = 256 * 1024, CHANNELS_MAX = 1024 * 1024 * 1024 };

static const char *format;
static struct opt_list channels;
static struct jsonl_settings io;

static const struct opt options[] = {
	{ 'f', "format", "FORMAT",
	    "chatlog, chat-downloader, twitch-downloader, yt-dlp or nokchart "
	    "(default: look)",
	    .text = &format },
	{ 0, "channels", "FILE",
	    "channel_with_replays JSON: names and opening times",
	    .list = &channels },
	{ 'o', "output", "FILE", "write to FILE", .text = &io.output },
	{ 0, "strict", NULL, "stop at the first bad line", .flag = &io.strict },
	{ 0, "max-record", "SIZE", "longest message taken (default 1Mi)",
	    .size = &io.max_record },
	{ 0, "line-buffered", NULL, "write each record at once",
	    .flag = &io.line_buffered },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-import",
	.operands = "[FILE...]",
	.about = "Read other programs' chat logs and write event records.",
	.opts = options,
	.examples =
	    (const char *const[]){
		"chz-import chatLog-12345678.log | chz-ts | chz-peaks",
		"chz-import --channels channel_with_replays_0.json "
		"chatLog-*.log >events.jsonl",
		NULL },
};

static struct diag_kind bad_lines = { .what = "bad lines" };

static struct replay_list replays;
static struct out *out;
static int status;

/* The file at hand. */
static const char *name;
static bool stopped;

static void
write_event(void *ctx, const struct event *e)
{
	(void)ctx;
	if (stopped)
		return;
	record_put(&out->buf, &event_record, e);
	out_ready(out);
}

static void
write_record(void *ctx, struct str line)
{
	(void)ctx;
	if (stopped)
		return;
	buf_str(&out->buf, line);
	buf_addc(&out->buf, '\n');
	out_ready(out);
}

/* "chat.json:3: element 17: column 9: why" */
static void
say_bad(void *ctx, const struct import_bad *bad)
{
	struct buf where = { 0 };

	(void)ctx;
	if (stopped)
		return;
	buf_adds(&where, name);
	if (bad->line > 0)
		buf_fmt(&where, ":%lu", bad->line);
	if (bad->element > 0)
		buf_fmt(&where, ": element %lu", bad->element);
	if (bad->column > 0)
		buf_fmt(&where, ": column %zu", bad->column);
	diag_repeat(&bad_lines, "%s: %s", buf_text(&where), bad->why);
	buf_free(&where);
	status = EXIT_SOME_FAILED;
	stopped = io.strict;
}

static void
fail(const char *why)
{
	diag_error("%s: %s", name, why);
	status = EXIT_SOME_FAILED;
}

static int
flush(void *ctx)
{
	(void)ctx;
	out_flush(out);
	return -1;
}

static void
read_into(struct import *im, struct input *in)
{
	static char chunk[CHUNK];
	ssize_t n = 0;

	while (!stopped && !out_failed(out) &&
	    (n = input_read(in, chunk, CHUNK, flush, NULL)) > 0)
		import_push(im, chunk, (size_t)n);
	/* What a signal or an error tore apart is not a message. */
	if (n < 0)
		fail(input_why(in));
	else if (!stopped && !sig_caught())
		import_end(im);
}

static void
import(const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	struct import_settings settings = {
		.format =
		    format != NULL ? import_format_of(format) : IMPORT_UNKNOWN,
		.replays = &replays,
		.max_record =
		    io.max_record > 0 ? io.max_record : JSONL_MAX_RECORD,
		.sink = { write_event, write_record, say_bad, NULL },
	};
	struct input *in = input_open(path);
	struct import *im;

	name = standard ? "<stdin>" : path;
	if (in == NULL) {
		fail(strerror(errno));
		return;
	}
	im = import_new(&settings, standard ? NULL : path);
	read_into(im, in);
	import_free(im);
	input_close(in);
}

static void
read_channels(void)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < channels.n; i++) {
		const char *why = NULL;

		name = channels.at[i];
		text.n = 0;
		if (!file_read(name, CHANNELS_MAX, &text))
			fail(strerror(errno));
		else
			why = replay_list_add(&replays, buf_view(&text));
		if (why != NULL)
			fail(why);
	}
	buf_free(&text);
}

int
main(int argc, char *argv[])
{
	char *standard_input[] = { (char *)"-", NULL };
	int first = opt_parse(&tool, argc, argv);
	char **files = argc > first ? argv + first : standard_input;

	if (format != NULL && import_format_of(format) == IMPORT_UNKNOWN)
		opt_misuse("--format: '%s' is not a format", format);
	sig_catch();
	out = out_open(io.output, io.line_buffered);
	read_channels();
	for (; *files != NULL && !stopped && !sig_caught(); files++)
		import(*files);
	replay_list_free(&replays);
	status = exit_worse(status, out_close(out));
	diag_end();
	sig_die();
	return status;
}
