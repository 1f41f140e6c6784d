/*
 * chz-peaks - find where the chat was busier than before.
 * Time series records in, one peak record for each such moment out; where
 * events are there too, with what was said.
 */

#include <math.h>
#include <stdlib.h>

#include "chart/words.h"
#include "core/diag.h"
#include "core/keyed.h"
#include "core/num.h"
#include "core/utf8.h"
#include "import/nokchart_files.h"
#include "record/about.h"
#include "record/axis.h"
#include "record/event.h"
#include "record/peak.h"
#include "record/ts.h"
#include "series/peaks.h"
#include "store/inputs.h"
#include "text/echoes.h"
#include "text/gist.h"
#include "text/standings.h"
#include "text/why.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

enum format { FORMAT_JSONL = 1, FORMAT_NOKCHART };
static const char *const formats[] = { "jsonl", "nokchart", NULL };

struct settings {
	struct peaks_rule rule;
	enum format format;
	enum words_language language;
	bool keep, table;
	struct walk_dates dates;
	struct jsonl_settings io;
};

/* "0.1/h" or "2/d"; of a number alone an hour is meant. */
static const char *
read_alarms(struct str arg, void *member)
{
	struct str number = str_cut(&arg, '/');
	double *alarms = member, n;

	if (!num_real(number, &n) || n <= 0 ||
	    !(arg.p == NULL || str_is(arg, "h") || str_is(arg, "d")))
		return "a rate like 0.1/h or 2/d";
	*alarms = str_is(arg, "d") ? n / 24 : n;
	return NULL;
}

static const struct opt options[] = {
	{ 0, "alarms", "RATE", "scan: false alarms that are borne",
	    OPT_OWN(struct settings, rule.alarms, read_alarms),
	    .def = "0.1/h" },
	{ 0, "alpha", "X", "z: weight of the newest count",
	    OPT_REAL(struct settings, rule.alpha), .def = "0.2", .above = true,
	    .max = 1 },
	{ 0, "as-timeline", NULL, "z: chzzk-timeline's answers, noise and all",
	    OPT_FLAG(struct settings, rule.as_source) },
	{ 0, "baseline", "DUR", "z: how far back the baseline goes",
	    OPT_SECONDS(struct settings, rule.baseline_sec), .def = "10m",
	    .max = DAY_MS },
	{ 0, "before", "DUR", "what a surge is compared with",
	    OPT_SECONDS(struct settings, rule.before_sec), .def = "60s" },
	{ 0, "by", "KEY[,KEY...]", "detectors",
	    OPT_CHOICES(struct settings, rule.by, peak_by_words),
	    .def = "scan" },
	{ 0, "clip", "DUR", "how long before a peak its clip begins",
	    OPT_SECONDS(struct settings, rule.clip_sec), .def = "20s" },
	{ 'F', "format", "FORMAT", "records, or NokChart's peaks.json",
	    OPT_CHOICE(struct settings, format, formats), .def = "jsonl" },
	{ 'g', "gap", "DUR", "distance of ranked peaks",
	    OPT_SECONDS(struct settings, rule.gap_sec), .def = "120s" },
	{ 0, "hole", "DUR", "silence that ends a series",
	    OPT_SECONDS(struct settings, rule.hole_sec), .def = "6h" },
	{ 0, "join", "DUR", "z: peaks this close are one",
	    OPT_SECONDS(struct settings, rule.join_sec), .def = "12s" },
	{ 'k', "keep", NULL, "pass the input through too",
	    OPT_FLAG(struct settings, keep) },
	{ 0, "lag", "DUR", "z: what the baseline leaves out",
	    OPT_SECONDS(struct settings, rule.lag_sec), .def = "60s" },
	{ 0, "lang", "LANG", "language of the reasons",
	    OPT_CHOICE(struct settings, language, words_languages),
	    .conf = "CHZ_LANG", .def = "en" },
	{ 0, "low", "X", "z: a peak's interval stays above",
	    OPT_REAL(struct settings, rule.low), .def = "2.5" },
	{ 0, "table", NULL, "at the end, a table for people",
	    OPT_FLAG(struct settings, table) },
	{ 't', "threshold", "X", "z: a peak is above",
	    OPT_REAL(struct settings, rule.high), .def = "8" },
	{ 'n', "top", "N", "length of rankings and tables",
	    OPT_COUNT(struct settings, rule.top), .def = "50" },
	{ 'w', "window", "DUR", "length of ranked peaks",
	    OPT_SECONDS(struct settings, rule.window_sec), .def = "60s",
	    .min = 1000 },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-peaks",
	.operands = "[FILE|DIR...]",
	.about = "Find where the chat was busier than before.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUPS(struct settings, io)),
	.rules =
	    OPT_LINES("low <= threshold", "lag <= baseline", "table | keep"),
	.examples = OPT_LINES("chz-ts -k events.jsonl | chz-peaks --table",
	    "chz-ts -k events.jsonl | chz-peaks -k | chz-plot -o chart.png",
	    "chz-ts events.jsonl | chz-peaks --format nokchart -o peaks.json"),
};

struct stream {
	struct peaks *peaks;
	struct str channel_id, channel, stream_id;
	bool known; /* these are */
	struct axis axis;
	struct gist *gist; /* NULL without events */
	struct echoes *echoes;
	struct nokchart_peaks nokchart;
	struct standings standings;
};

struct run {
	struct settings set;
	struct jsonl *in;
	struct out *out;
	struct record_reader buckets, events, moments;
	struct about about;
	struct event e; /* as far as it was read */
	struct keyed streams;
	struct arena texts;
	struct buf why;
};

/* Where a peak goes. */
struct way {
	struct run *run;
	struct stream *stream;
};

/* Adds what was said, and why it is a peak. */
static void
argue(
    struct run *r, struct stream *s, struct peak *peak, struct gist_found *said)
{
	/* Rankings come when messages have been forgotten. */
	if (s->gist != NULL && peak->rank == RECORD_UNKNOWN) {
		gist_look(s->gist, peak->start_sec * 1000,
		    (peak->end_sec + (peak->by == PEAK_Z)) * 1000, said);
		peak->laugh_share = said->laughing;
		peak->keywords = (struct strs){ said->topic.keywords,
			said->topic.n_keywords };
		peak->samples =
		    (struct strs){ said->topic.samples, said->topic.n_samples };
	}
	r->why.n = 0;
	why_put(&r->why, peak, r->set.language == WORDS_KO);
	peak->why = buf_view(&r->why);
}

static void
found(void *ctx, struct peak *peak)
{
	struct way *way = ctx;
	struct run *r = way->run;
	struct stream *s = way->stream;
	struct gist_found said;

	if (r->set.format == FORMAT_NOKCHART) {
		nokchart_add_peak(&s->nokchart, peak);
		return;
	}
	if (r->set.table && peak->open)
		return;
	argue(r, s, peak, &said);
	if (r->set.table) {
		standings_add(&s->standings, peak);
		return;
	}
	peak->channel_id = s->channel_id;
	peak->channel = s->channel;
	peak->stream_id = s->stream_id;
	record_put(&r->out->buf, &peak_record, peak);
	out_ready(r->out);
}

static struct stream *
stream_at(struct run *r, struct str key)
{
	bool fresh;
	struct stream *s = keyed_get(&r->streams, key, &fresh);

	if (fresh)
		*s = (struct stream){ .peaks = peaks_new(&r->set.rule),
			.axis = { AXIS_STREAM, WHEN_UNKNOWN },
			.standings.most = r->set.rule.top };
	return s;
}

/* The stream that a bucket belongs to. */
static struct stream *
stream_of(struct run *r, const struct ts *ts)
{
	struct stream *s =
	    stream_at(r, axis_stream(ts->stream_id, ts->channel_id));

	if (s->known)
		return s;
	s->known = true;
	s->channel_id = arena_str(&r->texts, ts->channel_id);
	s->channel = arena_str(&r->texts, ts->channel);
	s->stream_id = arena_str(&r->texts, ts->stream_id);
	return s;
}

static bool
looks_for_words(const struct run *r)
{
	return (r->set.rule.by & 1u << PEAK_WORDS) != 0;
}

/* Hears what is said, for the moments that it may be a part of. */
static void
listen(struct run *r, const struct json_val *v)
{
	struct stream *s = stream_at(r, axis_key(&r->e, AXIS_STREAM));
	int64_t ms;

	if (axis_needs_moment(&s->axis, &r->e))
		record_read(&r->moments, v, &r->e);
	if (!axis_place(&s->axis, &r->e, &ms))
		return;
	if (s->gist == NULL)
		s->gist = gist_new();
	gist_add(s->gist, ms, event_user(&r->e), r->e.text);
	if (!looks_for_words(r))
		return;
	if (s->echoes == NULL)
		s->echoes = echoes_new();
	echoes_add(s->echoes, ms / 1000, r->e.text, event_user(&r->e));
}

static void
take(struct run *r, const struct ts *ts)
{
	struct way way = { r, NULL };
	double echoes = (double)NAN;

	if (ts->sec == RECORD_UNKNOWN || ts->sec > NUM_SAFE_MAX ||
	    ts->bucket_sec < 1 || ts->bucket_sec > NUM_SAFE_MAX ||
	    ts->chat_count == RECORD_UNKNOWN) {
		jsonl_bad(r->in, "no sec, bucket_sec or chat_count");
		return;
	}
	way.stream = stream_of(r, ts);
	if (way.stream->echoes != NULL)
		echoes = echoes_next(
		    way.stream->echoes, ts->sec + ts->bucket_sec - 1);
	if (peaks_add(way.stream->peaks, ts, echoes, &way) == PEAKS_BEFORE)
		jsonl_bad(r->in, "not after the stream's last bucket");
	if (way.stream->gist != NULL)
		gist_forget(
		    way.stream->gist, peaks_oldest(way.stream->peaks) * 1000);
}

/* Several broadcasts have a title each; those without moments are not shown. */
static void
show_table(struct run *r, struct stream *s, struct str key)
{
	if (standings_are_empty(&s->standings))
		return;
	if (r->streams.n > 1) {
		utf8_show(&r->out->buf, key, key.n);
		buf_addc(&r->out->buf, '\n');
	}
	standings_put(&s->standings, &r->out->buf);
}

static void
end_streams(struct run *r)
{
	for (uint32_t i = 0; i < r->streams.n; i++) {
		struct way way = { r, keyed_nth(&r->streams, i) };

		peaks_end(way.stream->peaks, &way);
		peaks_free(way.stream->peaks);
		if (r->set.format == FORMAT_NOKCHART)
			nokchart_peaks(&r->out->buf, &way.stream->nokchart,
			    keyed_key(&r->streams, i), r->set.rule.window_sec);
		if (r->set.table && way.stream->known)
			show_table(r, way.stream, keyed_key(&r->streams, i));
		nokchart_free_peaks(&way.stream->nokchart);
		standings_free(&way.stream->standings);
		gist_free(way.stream->gist);
		echoes_free(way.stream->echoes);
		out_ready(r->out);
	}
	keyed_free(&r->streams);
	arena_free(&r->texts);
	buf_free(&r->why);
}

static void
read_settings(struct settings *set)
{
	set->rule.found = found;
	if (set->format != FORMAT_NOKCHART)
		return;
	if (set->keep)
		opt_misuse("peaks.json has no room for what --keep passes on");
	set->rule.by = 1u << PEAK_VOLUME | 1u << PEAK_SURGE;
}

static void
read_all(struct run *r)
{
	const struct json_val *v;
	struct ts ts = ts_blank();

	r->e = event_blank();
	record_want(&r->buckets, &ts_record, r->in, NULL);
	record_want(
	    &r->events, &event_record, r->in, AXIS_KEYS " text user_id user");
	record_want(&r->moments, &event_record, r->in, AXIS_MOMENTS);
	about_want(&r->about, r->in);
	while ((v = jsonl_next(r->in)) != NULL) {
		if (r->set.keep)
			jsonl_pass(r->in);
		else if (r->set.format != FORMAT_NOKCHART && !r->set.table)
			about_pass(&r->about, v);
		if (record_read(&r->buckets, v, &ts))
			take(r, &ts);
		else if (record_read(&r->events, v, &r->e) == EVENT_CHAT &&
		    r->e.text.p != NULL)
			listen(r, v);
	}
	/* Events without a chat have no buckets. */
	if (r->events.met == 0 || r->streams.n > 0)
		record_require(&r->buckets);
	if (looks_for_words(r) && r->buckets.met > 0 && r->events.met == 0)
		jsonl_wrong(r->in,
		    "no events in this input: words need those of chz-ts -k");
}

int
main(int argc, char *argv[])
{
	struct run r = { .streams.size = sizeof(struct stream) };
	int first = opt_parse(&tool, argc, argv, &r.set);

	read_settings(&r.set);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	r.in = inputs_open(argv + first, &r.set.dates, &r.set.io, r.out);
	read_all(&r);
	end_streams(&r);
	return jsonl_finish(r.in, r.out);
}
