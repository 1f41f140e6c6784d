/*
 * chz-vod - the chat of recorded broadcasts.
 * Numbers of replays in, the same records as from the live chat out; lists the
 * replays of a channel.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/opt.h"
#include "core/progress.h"
#include "core/sig.h"
#include "net/stdio.h"
#include "record/table.h"
#include "tap/replay_rest.h"
#include "tap/replay_search.h"
#include "tap/replay_tap.h"

enum {
	AHEAD = 8 * 1024 * 1024, /* bytes that a replay may be ahead */
	TICK_MS = 500,
	PLACES_MAX = 16 * 1024 * 1024, /* bytes of the resume file */
	DAY_MS = 24 * 60 * 60 * 1000
};

struct settings {
	struct str list; /* a channel's id; absent: replays are read */
	int64_t days;    /* 0 sets no limit */
	size_t jobs;
	const char *resume;
	struct replay_tap_settings replay;
	struct sink_settings out;
};

static const char *
read_channel(struct str arg, void *member)
{
	return chzzk_channel_named(arg, member) ? NULL : CHZZK_CHANNEL_NAME;
}

static const struct opt options[] = {
	{ 'j', "jobs", "N", "N replays at a time",
	    OPT_COUNT(struct settings, jobs), .def = "2", .min = 1 },
	{ 0, "list", "CHANNEL", "list its replays instead",
	    OPT_OWN(struct settings, list, read_channel) },
	{ 0, "days", "N", "with --list: of the last N days only",
	    OPT_COUNT(struct settings, days), .max = 36500 },
	{ 0, "from", "DUR", "begin there in the replay",
	    OPT_SPAN(struct settings, replay.from), .def = "0" },
	{ 0, "log", "DIR", "write chatLog-REPLAY.log files too",
	    OPT_TEXT(struct settings, replay.log) },
	{ 0, "resume", "FILE", "go on where FILE says; keep it up to date",
	    OPT_TEXT(struct settings, resume) },
	{ 0, "to", "DUR", "end there in the replay",
	    OPT_SPAN(struct settings, replay.to) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-vod",
	.operands = "[REPLAY...]",
	.about = "The chat of recorded broadcasts.",
	.opts = options,
	.groups = OPT_GROUPS(SINK_GROUP(struct settings, out)),
	.rules = OPT_LINES("from < to"),
	.examples = OPT_LINES("chz-vod 12345678 | chz-ts | chz-peaks",
	    "chz-vod --resume state 12345678 12345679 >> events.jsonl",
	    "chz-vod --list chzzk:a1b2c3d4e5f60718293a4b5c6d7e8f90 --days 7"),
};

/* How far a replay has come: a line of the file of --resume. */
struct place {
	int64_t video; /* its number */
	int64_t at;    /* the last page that was written */
	bool done;     /* all of it was written, now or before */
	/* Bytes of the output, if it is a file, and of the log by then. */
	int64_t size, log_size;
};

#define OF struct place
static const struct record_field place_fields[] = {
	{ NATURAL(video), .always = true },
	{ NATURAL(at) },
	{ FLAG(done), .always = true },
	{ NATURAL(size) },
	{ NATURAL(log_size) },
};
static const struct record_type place_keys = RECORD_KEYS(place_fields);
#undef OF

/* A replay that was asked for. */
struct wanted {
	struct run *run;
	struct place place;
	struct replay_tap tap;
	bool begun;
};

struct run {
	struct settings set;
	struct loop *loop;
	struct web *web;
	struct chzzk *decoder;
	struct sink *sink;
	struct timer *tick;
	struct replay_search searches;
	struct wanted *replays;
	size_t n;
	size_t head; /* the one that is being written; those after it wait */
	bool full, changed;
	int status;
};

/* The output's bytes, on the disk before a file says that they are there. */
static int64_t
settle_output(const struct run *r)
{
	int fd = sink_file(r->sink);
	struct stat st;

	if (fd < 0 || fdatasync(fd) != 0 || fstat(fd, &st) != 0)
		return RECORD_UNKNOWN;
	return st.st_size;
}

static void
write_places(struct run *r)
{
	struct buf b = { 0 };
	int64_t size;

	if (r->set.resume == NULL || !r->changed)
		return;
	size = settle_output(r);
	for (size_t i = 0; i < r->n; i++) {
		r->replays[i].place.size = size;
		record_put(&b, &place_keys, &r->replays[i].place);
	}
	r->changed = false;
	if (!file_replace(r->set.resume, buf_view(&b), 0644)) {
		diag_error("%s: %s", r->set.resume, strerror(errno));
		r->status = EXIT_SOME_FAILED;
	}
	buf_free(&b);
}

/* The places are kept only when everything up to them was written. */
static void
save_places(struct run *r)
{
	if (sink_waiting(r->sink) == 0 && !sink_failed(r->sink))
		write_places(r);
}

static void
take_place(struct run *r, const struct place *place)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->replays[i].place.video == place->video)
			r->replays[i].place = *place;
}

static void
read_places(struct run *r)
{
	struct buf file = { 0 };
	struct jsonl *in;
	const struct json_val *v;
	struct record_reader places;
	struct place place;

	if (!file_read(r->set.resume, PLACES_MAX, &file) && errno != ENOENT)
		diag_die(
		    EXIT_SOME_FAILED, "%s: %s", r->set.resume, strerror(errno));
	in = jsonl_new(r->set.resume, NULL);
	record_want(&places, &place_keys, in, NULL);
	jsonl_push(in, file.p, file.n);
	jsonl_push_end(in);
	while ((v = jsonl_next(in)) != NULL)
		if (record_read(&places, v, &place))
			take_place(r, &place);
	buf_free(&file);
	if (jsonl_close(in) != EXIT_OK)
		diag_die(EXIT_SOME_FAILED,
		    "%s: not a file of --resume; remove it to start anew",
		    r->set.resume);
}

/* A killed run may have written more than the file of --resume says. */
static void
cut_rest(struct run *r)
{
	int fd = sink_file(r->sink);
	int64_t size = RECORD_UNKNOWN;

	for (size_t i = 0; i < r->n; i++)
		if (r->replays[i].place.size > size)
			size = r->replays[i].place.size;
	if (fd >= 0 && size >= 0 && !replay_rest_cut(fd, size))
		diag_note("%s: written to by others since: the last seconds "
			  "may come twice",
		    r->set.out.path != NULL ? r->set.out.path
					    : "standard output");
}

/* Takes what the first replay has; true when that was its last. */
static bool
write_head(struct run *r)
{
	struct wanted *v = &r->replays[r->head];

	if (!v->begun)
		return v->place.done;
	buf_str(&r->sink->buf, buf_view(&v->tap.out));
	v->tap.out.n = 0;
	replay_tap_flush(&v->tap);
	r->changed |= v->place.at != v->tap.at || v->tap.over;
	v->place.at = v->tap.at;
	v->place.log_size = v->tap.log_size;
	if (!v->tap.over)
		return false;
	v->place.done = v->tap.status == EXIT_OK;
	r->status = exit_worse(r->status, v->tap.status);
	return true;
}

static void on_page(void *ctx);

static void
begin(struct wanted *v)
{
	struct run *r = v->run;

	v->begun = true;
	replay_tap_init(&v->tap, r->web, r->decoder, v->place.video,
	    v->place.at, &r->set.replay, v);
	v->tap.log_size = v->place.log_size;
}

/* Keeps up to `jobs` replays going, none too far ahead of the output. */
static void
go_on(struct run *r)
{
	size_t active = 0;

	for (size_t i = r->head; i < r->n && active < r->set.jobs; i++) {
		struct wanted *v = &r->replays[i];

		if (v->place.done || (v->begun && v->tap.over))
			continue;
		if (!v->begun)
			begin(v);
		active++;
		if (i == r->head ? !r->full : v->tap.out.n < AHEAD)
			replay_tap_next(&v->tap);
	}
}

static void
pump(struct run *r)
{
	while (r->head < r->n && write_head(r)) {
		if (r->replays[r->head].begun)
			replay_tap_free(&r->replays[r->head].tap);
		r->replays[r->head++].begun = false;
	}
	if (r->head == r->n)
		sink_end(r->sink);
	else
		go_on(r);
}

static void
on_page(void *ctx)
{
	timer_set(((struct wanted *)ctx)->run->tick, 0);
}

static void
show_progress(const struct run *r)
{
	const struct replay_tap *v = &r->replays[r->head].tap;
	struct buf name = { 0 };

	if (r->head == r->n || !r->replays[r->head].begun)
		return;
	buf_fmt(&name, "replay %lld (%zu of %zu)", (long long)v->video_no,
	    r->head + 1, r->n);
	progress_span(buf_text(&name), v->at > 0 ? v->at : 0, v->length);
	buf_free(&name);
}

static void
tick(void *ctx)
{
	struct run *r = ctx;

	save_places(r);
	pump(r);
	show_progress(r);
	timer_set(r->tick, TICK_MS);
}

static void
tell_full(void *ctx, bool full)
{
	struct run *r = ctx;

	r->full = full;
	timer_set(r->tick, 0);
}

static void
stop(void *ctx)
{
	struct run *r = ctx;

	save_places(r);
	loop_stop(r->loop);
}

static void
wind_up(void *ctx)
{
	struct run *r = ctx;

	timer_clear(r->tick);
	sink_end(r->sink);
}

static void
list_done(void *ctx)
{
	sink_end(((struct run *)ctx)->sink);
}

static void
start_list(struct run *r)
{
	int64_t days = r->set.days;
	int64_t since = days > 0 ? when_now() - days * DAY_MS : WHEN_UNKNOWN;

	replay_search_start(&r->searches, r->web, &r->sink->buf, r->set.list,
	    since, list_done, r);
}

static void
take_operands(struct run *r, char *names[], int n)
{
	r->replays = xcalloc((size_t)n, sizeof *r->replays);
	for (; *names != NULL; names++) {
		struct wanted *v = &r->replays[r->n];

		if (!chzzk_replay_named(str_of(*names), &v->place.video))
			opt_misuse("'%s' is not a replay: its number, or the "
				   "address of its page",
			    *names);
		v->run = r;
		v->place.at = RECORD_UNKNOWN;
		v->place.size = v->place.log_size = RECORD_UNKNOWN;
		r->n++;
	}
	if ((r->n == 0) == (r->set.list.p == NULL))
		opt_misuse("name replays, or a channel with --list");
}

static void
start(struct run *r)
{
	struct settings *set = &r->set;

	/* No signal may come between the output and the places. */
	r->loop = set->resume != NULL ? loop_steady() : loop_new();
	r->web = web_new(r->loop);
	r->decoder = chzzk_new();
	set->replay.page = on_page;
	set->out.append = set->resume != NULL;
	set->out.cap = AHEAD;
	set->out.full = tell_full;
	set->out.ended = stop;
	set->out.ctx = r;
	r->sink = sink_open(r->loop, &set->out);
	if (set->resume != NULL) {
		cut_rest(r);
		r->changed = true;
		write_places(r);
	}
	r->tick = timer_new(r->loop, tick, r);
	if (set->list.p != NULL)
		start_list(r);
	else
		timer_set(r->tick, 0);
	loop_on_signal(r->loop, wind_up, r);
}

static int
finish(struct run *r)
{
	int status = sink_close(r->sink);

	if (status == EXIT_OK)
		write_places(r);
	status = exit_worse(status, exit_worse(r->status, r->searches.status));
	for (size_t i = 0; i < r->n; i++)
		if (r->replays[i].begun)
			replay_tap_free(&r->replays[i].tap);
	free(r->replays);
	web_free(r->web);
	replay_search_free(&r->searches);
	chzzk_free(r->decoder);
	timer_free(r->tick);
	loop_free(r->loop);
	diag_end();
	sig_die();
	return status;
}

int
main(int argc, char *argv[])
{
	struct run r = { .set.replay.to = RECORD_UNKNOWN };
	int first = opt_parse(&tool, argc, argv, &r.set);

	take_operands(&r, argv + first, argc - first);
	if (r.set.resume != NULL)
		read_places(&r);
	start(&r);
	loop_run(r.loop);
	return finish(&r);
}
