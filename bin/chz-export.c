/*
 * chz-export - write chat as other programs' logs.
 * Event records in, their files out: the way back of chz-import.
 */
#include "core/diag.h"
#include "core/mem.h"
#include "import/export.h"
#include "jsonl/jsonl.h"
#include "record/axis.h"
#include "record/live.h"
#include "record/replay.h"
#include "store/inputs.h"

struct settings {
	enum export_format format;
	struct export_columns columns;
	bool bare, spreadsheet;
	const char *stream;
	struct walk_dates dates;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "bare", NULL, "only what the format has keys for",
	    OPT_FLAG(struct settings, bare) },
	{ 0, "columns", "KEY[,KEY...]", "csv: these, in that order",
	    OPT_OWN(struct settings, columns, export_read_columns) },
	{ 'F', "format", "FORMAT", "of the output",
	    OPT_CHOICE(struct settings, format, export_formats),
	    .def = "chat-downloader" },
	{ 0, "spreadsheet", NULL, "csv: for Excel and the like",
	    OPT_FLAG(struct settings, spreadsheet) },
	{ 0, "stream", "ID", "the broadcast, where the input has several",
	    OPT_TEXT(struct settings, stream) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-export",
	.operands = "[FILE|DIR...]",
	.about = "Write chat as other programs' logs.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUPS(struct settings, io)),
	.examples = OPT_LINES(
	    "chz-export -F twitch-downloader -o chat.json events.jsonl",
	    "chz-export -F csv --columns time,user,text events.jsonl"),
};

struct run {
	struct settings set;
	struct jsonl *in;
	struct out *out;
	struct export export;
	struct axis axis;
	struct arena texts; /* of the broadcast */
	struct str stream;  /* the key of the first event */
	bool met;
	size_t left; /* without a place in the format */
};

/* Tables keep the stream of each event; the others are about one. */
static bool
belongs(struct run *r, const struct event *e)
{
	struct str key = axis_key(e, AXIS_STREAM);

	if (r->set.stream != NULL && !str_is(key, r->set.stream))
		return false;
	if (!r->met)
		r->stream = arena_str(&r->texts, key);
	r->met = true;
	if (r->set.format != EXPORT_CSV && !str_eq(key, r->stream))
		diag_die(EXIT_SOME_FAILED,
		    "several broadcasts: choose one by --stream, such as "
		    "'%.*s' or '%.*s'",
		    STR_ARG(r->stream), STR_ARG(key));
	return true;
}

/* Keeps a text of the broadcast, the first that is known. */
static void
learn(struct run *r, struct str *known, struct str text)
{
	if (known->n == 0 && text.n > 0)
		*known = arena_str(&r->texts, text);
}

static void
take_event(struct run *r, const struct event *e)
{
	int64_t t_ms;

	if (!belongs(r, e))
		return;
	if (!axis_place(&r->axis, e, &t_ms)) {
		jsonl_bad(r->in, "no t_ms, sent_at or received_at");
		return;
	}
	learn(r, &r->export.channel, e->channel);
	learn(r, &r->export.channel_id, e->channel_id);
	learn(r, &r->export.stream_id, e->stream_id);
	if (!export_put(&r->export, &r->out->buf, e, t_ms))
		r->left++;
	out_ready(r->out);
}

/* Of a broadcast that --stream does not name nothing is learnt. */
static bool
is_about(const struct run *r, struct str stream_id)
{
	return r->set.stream == NULL || str_is(stream_id, r->set.stream);
}

static void
take_live(struct run *r, const struct live *live)
{
	if (!is_about(r, live->stream_id))
		return;
	learn(r, &r->export.title, live->title);
	learn(r, &r->export.category, live->category);
	if (r->export.opened_at == WHEN_UNKNOWN)
		r->export.opened_at = live->opened_at;
}

static void
read_all(struct run *r)
{
	struct record_reader events, lives, replays;
	struct event event = event_blank();
	struct live live = live_blank();
	struct replay replay;
	const struct json_val *v;

	record_clear(&replay_record, &replay);
	record_want(&events, &event_record, r->in, NULL);
	record_want(
	    &lives, &live_record, r->in, "stream_id title category opened_at");
	record_want(
	    &replays, &replay_record, r->in, "stream_id title category");
	while ((v = jsonl_next(r->in)) != NULL) {
		if (record_read(&events, v, &event) != EVENT_OTHER) {
			take_event(r, &event);
		} else if (record_read(&lives, v, &live)) {
			take_live(r, &live);
		} else if (record_read(&replays, v, &replay) &&
		    is_about(r, replay.stream_id)) {
			learn(r, &r->export.title, replay.title);
			learn(r, &r->export.category, replay.category);
		}
	}
	record_require(&events);
}

int
main(int argc, char *argv[])
{
	struct run r = { .axis = { AXIS_STREAM, WHEN_UNKNOWN },
		.export.opened_at = WHEN_UNKNOWN };
	int first = opt_parse(&tool, argc, argv, &r.set);

	if (r.set.format != EXPORT_CSV &&
	    (r.set.columns.n > 0 || r.set.spreadsheet))
		opt_misuse("--columns and --spreadsheet are for --format csv");
	r.export.format = r.set.format;
	r.export.bare = r.set.bare;
	r.export.spreadsheet = r.set.spreadsheet;
	r.export.columns = r.set.columns;
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	r.in = inputs_open(argv + first, &r.set.dates, &r.set.io, r.out);
	export_begin(&r.export, &r.out->buf);
	read_all(&r);
	if (r.export.opened_at == WHEN_UNKNOWN)
		r.export.opened_at = r.axis.opened;
	export_end(&r.export, &r.out->buf);
	if (r.left > 0)
		diag_note(
		    "%zu that the format has no place for: left out", r.left);
	arena_free(&r.texts);
	return jsonl_finish(r.in, r.out);
}
