/*
 * chz-import - read other programs' chat logs.
 * Their files in, event records out.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/progress.h"
#include "core/sig.h"
#include "import/csv.h"
#include "import/import.h"
#include "jsonl/input.h"
#include "record/live.h"

enum { CHUNK = 256 * 1024, CHANNELS_MAX = 1024 * 1024 * 1024 };

struct settings {
	enum import_format format;
	struct opt_list channels;
	struct str columns;
	int64_t opened_at, offset_ms;
	const char *title;
	struct jsonl_settings io;
};

/* "time,user,text", as csv.h has it. */
static const char *
read_columns(struct str arg, void *member)
{
	struct str *columns = member;

	*columns = arg;
	return csv_columns_bad(arg);
}

static const struct opt options[] = {
	{ 'F', "format", "FORMAT", "of the files, unless recognised",
	    OPT_CHOICE(struct settings, format, import_formats) },
	{ 0, "channels", "FILE",
	    "channel_with_replays JSON: names and opening times",
	    OPT_LIST(struct settings, channels) },
	{ 0, "columns", "LIST", "what the columns of a table hold",
	    OPT_OWN(struct settings, columns, read_columns) },
	{ 0, "offset", "DUR", "how long before the first message it opened",
	    OPT_SPAN(struct settings, offset_ms), .def = "0s" },
	{ 0, "opened", "WHEN", "when the broadcast opened",
	    OPT_MOMENT(struct settings, opened_at) },
	{ 0, "title", "TEXT", "what the broadcast was called",
	    OPT_TEXT(struct settings, title) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-import",
	.operands = "[FILE...]",
	.about = "Read other programs' chat logs and write event records.",
	.opts = options,
	.groups =
	    OPT_GROUPS(JSONL_GROUP(jsonl_output_options, struct settings, io),
		JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.rules = OPT_LINES("offset | opened"),
	.examples = OPT_LINES(
	    "chz-import chatLog-12345678.log | chz-ts | chz-peaks",
	    "chz-import --channels channel_with_replays_0.json chatLog-*.log "
	    ">events.jsonl"),
};

struct run {
	struct settings set;
	struct replay_list replays;
	struct out *out;
	struct diag_kind bad_lines;
	char *chunk;
	const char *name; /* of the file at hand */
	bool told;        /* what is known of its broadcast */
	bool stopped;
	int status;
};

/* Before a file's first event: what was said of its broadcast. */
static void
tell(struct run *r, const struct event *e)
{
	struct live live = live_blank();

	r->told = true;
	live.platform = e->platform;
	live.channel_id = e->channel_id;
	live.channel = e->channel;
	live.stream_id = e->stream_id;
	live.title = str_of(r->set.title);
	live.opened_at = r->set.opened_at;
	if (live.title.n == 0 && live.opened_at == WHEN_UNKNOWN)
		return;
	record_put(&r->out->buf, &live_record, &live);
	progress_counts.records++;
}

static void
write_event(void *ctx, const struct event *e)
{
	struct run *r = ctx;

	if (r->stopped)
		return;
	if (!r->told)
		tell(r, e);
	record_put(&r->out->buf, &event_record, e);
	progress_counts.records++;
	out_ready(r->out);
}

static void
write_record(void *ctx, struct str line)
{
	struct run *r = ctx;

	if (r->stopped)
		return;
	buf_str(&r->out->buf, line);
	buf_addc(&r->out->buf, '\n');
	progress_counts.records++;
	out_ready(r->out);
}

/* "chat.json:3: element 17: column 9: why" */
static void
say_bad(void *ctx, const struct import_bad *bad)
{
	struct run *r = ctx;
	struct buf where = { 0 };

	if (r->stopped || out_failed(r->out))
		return;
	buf_adds(&where, r->name);
	if (bad->line > 0)
		buf_fmt(&where, ":%lu", bad->line);
	if (bad->element > 0)
		buf_fmt(&where, ": element %lu", bad->element);
	if (bad->column > 0)
		buf_fmt(&where, ": column %zu", bad->column);
	progress_counts.bad++;
	diag_repeat(&r->bad_lines, "%s: %s", buf_text(&where), bad->why);
	buf_free(&where);
	r->status = EXIT_SOME_FAILED;
	r->stopped = r->set.io.strict;
}

static void
fail(struct run *r, const char *why)
{
	diag_error("%s: %s", r->name, why);
	r->status = EXIT_SOME_FAILED;
}

static int
flush(void *ctx)
{
	out_flush(((struct run *)ctx)->out);
	return -1;
}

static void
read_into(struct run *r, struct import *im, struct input *in)
{
	ssize_t n = 0;

	while (!r->stopped && !out_failed(r->out) &&
	    (n = input_read(in, r->chunk, CHUNK, flush, r)) > 0)
		import_push(im, r->chunk, (size_t)n);
	/* What a signal, an error or a full disk tore apart is not a message.
	 */
	if (n < 0)
		fail(r, input_why(in));
	else if (!r->stopped && !sig_caught() && !out_failed(r->out))
		import_end(im);
}

static void
import(struct run *r, const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	struct import_settings settings = {
		.format = r->set.format,
		.replays = &r->replays,
		.columns = r->set.columns,
		.opened_at = r->set.opened_at,
		.offset_ms = r->set.offset_ms,
		.max_record = r->set.io.max_record,
		.sink = { write_event, write_record, say_bad, r },
	};
	struct input *in = input_open(path);
	struct import *im;

	r->name = standard ? "<stdin>" : path;
	r->told = false;
	if (in == NULL) {
		fail(r, strerror(errno));
		return;
	}
	input_follow(in, r->name);
	im = import_new(&settings, standard ? NULL : path);
	read_into(r, im, in);
	import_free(im);
	input_close(in);
}

static void
read_channels(struct run *r)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < r->set.channels.n; i++) {
		const char *why = NULL;

		r->name = r->set.channels.at[i];
		text.n = 0;
		if (!file_read(r->name, CHANNELS_MAX, &text))
			fail(r, strerror(errno));
		else
			why = replay_list_add(&r->replays, buf_view(&text));
		if (why != NULL)
			fail(r, why);
	}
	buf_free(&text);
}

static void
read_settings(struct settings *set)
{
	if (set->columns.p == NULL)
		return;
	if (set->format != IMPORT_UNKNOWN && set->format != IMPORT_CSV)
		opt_misuse("--columns are those of --format csv");
	set->format = IMPORT_CSV;
}

int
main(int argc, char *argv[])
{
	char *standard_input[] = { (char *)"-", NULL };
	struct run r = { .set.opened_at = WHEN_UNKNOWN,
		.bad_lines = { .what = "bad lines" } };
	int first = opt_parse(&tool, argc, argv, &r.set);
	char **files = argc > first ? argv + first : standard_input;

	read_settings(&r.set);
	sig_catch();
	r.chunk = xmalloc(CHUNK);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	out_renew(r.out);
	progress_files(files);
	read_channels(&r);
	for (; *files != NULL && !r.stopped && !sig_caught(); files++)
		import(&r, *files);
	replay_list_free(&r.replays);
	free(r.chunk);
	opt_free(&tool, &r.set);
	r.status = exit_worse(r.status, out_close(r.out));
	diag_end();
	sig_die();
	return r.status;
}
