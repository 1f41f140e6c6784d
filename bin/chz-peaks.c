/*
 * chz-peaks - find where the chat was busier than before.
 * Time series records in, one peak record for each such moment out.
 */

#include <stdlib.h>

#include "core/diag.h"
#include "core/keyed.h"
#include "core/num.h"
#include "import/nokchart_files.h"
#include "record/axis.h"
#include "record/event.h"
#include "record/peak.h"
#include "record/ts.h"
#include "series/peaks.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

enum format { FORMAT_JSONL = 1, FORMAT_NOKCHART };
static const char *const formats[] = { "jsonl", "nokchart", NULL };

struct settings {
	struct peaks_rule rule;
	enum format format;
	bool keep;
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
	{ 0, "low", "X", "z: a peak's interval stays above",
	    OPT_REAL(struct settings, rule.low), .def = "2.5" },
	{ 't', "threshold", "X", "z: a peak is above",
	    OPT_REAL(struct settings, rule.high), .def = "8" },
	{ 'n', "top", "N", "length of the rankings",
	    OPT_COUNT(struct settings, rule.top), .def = "50" },
	{ 'w', "window", "DUR", "length of ranked peaks",
	    OPT_SECONDS(struct settings, rule.window_sec), .def = "60s",
	    .min = 1000 },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-peaks",
	.operands = "[FILE...]",
	.about = "Find where the chat was busier than before.",
	.opts = options,
	.groups = OPT_GROUPS(JSONL_GROUPS(struct settings, io)),
	.rules = OPT_LINES("low <= threshold", "lag <= baseline"),
	.examples = OPT_LINES("chz-ts events.jsonl | chz-peaks",
	    "chz-ts events.jsonl | chz-peaks -k | chz-plot -o chart.png",
	    "chz-ts events.jsonl | chz-peaks --format nokchart -o peaks.json"),
};

struct stream {
	struct peaks *peaks;
	struct str channel_id, channel, stream_id;
	struct nokchart_peaks nokchart;
};

struct run {
	struct settings set;
	struct jsonl *in;
	struct out *out;
	struct keyed streams;
	struct arena texts;
};

/* Where a peak goes. */
struct way {
	struct run *run;
	struct stream *stream;
};

static void
found(void *ctx, struct peak *peak)
{
	struct way *way = ctx;
	struct stream *s = way->stream;

	if (way->run->set.format == FORMAT_NOKCHART) {
		nokchart_add_peak(&s->nokchart, peak);
		return;
	}
	peak->channel_id = s->channel_id;
	peak->channel = s->channel;
	peak->stream_id = s->stream_id;
	record_put(&way->run->out->buf, &peak_record, peak);
	out_ready(way->run->out);
}

static struct str
lasting(struct run *r, struct str text)
{
	if (text.p != NULL)
		text.p = arena_copy(&r->texts, text.p, text.n);
	return text;
}

/* The stream that a bucket belongs to. */
static struct stream *
stream_of(struct run *r, const struct ts *ts)
{
	bool fresh;
	struct stream *s = keyed_get(
	    &r->streams, axis_stream(ts->stream_id, ts->channel_id), &fresh);

	if (fresh)
		*s = (struct stream){ .peaks = peaks_new(&r->set.rule),
			.channel_id = lasting(r, ts->channel_id),
			.channel = lasting(r, ts->channel),
			.stream_id = lasting(r, ts->stream_id) };
	return s;
}

static void
take(struct run *r, const struct ts *ts)
{
	struct way way = { r, NULL };

	if (ts->sec == RECORD_UNKNOWN || ts->sec > NUM_SAFE_MAX ||
	    ts->bucket_sec < 1 || ts->bucket_sec > NUM_SAFE_MAX ||
	    ts->chat_count == RECORD_UNKNOWN) {
		jsonl_bad(r->in, "no sec, bucket_sec or chat_count");
		return;
	}
	way.stream = stream_of(r, ts);
	if (peaks_add(way.stream->peaks, ts, &way) == PEAKS_BEFORE)
		jsonl_bad(r->in, "not after the stream's last bucket");
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
		nokchart_free_peaks(&way.stream->nokchart);
		out_ready(r->out);
	}
	keyed_free(&r->streams);
	arena_free(&r->texts);
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

int
main(int argc, char *argv[])
{
	struct run r = { .streams.size = sizeof(struct stream) };
	int first = opt_parse(&tool, argc, argv, &r.set);
	const struct json_val *v;
	struct record_reader buckets;
	struct ts ts = ts_blank();

	read_settings(&r.set);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	r.in = jsonl_open(argv + first, &r.set.io, r.out);
	record_want(&buckets, &ts_record, r.in, NULL);
	while ((v = jsonl_next(r.in)) != NULL) {
		if (r.set.keep)
			jsonl_pass(r.in);
		if (record_read(&buckets, v, &ts))
			take(&r, &ts);
	}
	record_require(&buckets);
	end_streams(&r);
	return jsonl_finish(r.in, r.out);
}
