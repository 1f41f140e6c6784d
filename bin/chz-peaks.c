/*
 * chz-peaks - find where the chat was busier than before.
 * Time series records in, one peak record for each such moment out.
 */

#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/intern.h"
#include "core/num.h"
#include "record/event.h"
#include "record/peak.h"
#include "record/ts.h"
#include "series/nokchart.h"
#include "series/peaks.h"

static struct jsonl_settings io;
static const char *by = "z", *format = "jsonl";
static double alpha = 0.2, threshold = 8, low = 2.5;
static int64_t window = 60000, gap = 120000, join = 12000, before = 60000,
	       baseline = 600000, lag = 60000, clip = 20000, hole = 21600000;
static long top = 50;
static bool keep;

static const struct opt options[] = {
	{ 0, "alpha", "X", "z: weight of the newest count (0.2)",
	    .real = &alpha },
	{ 0, "baseline", "DUR", "z: how far back the baseline goes (10m)",
	    .span = &baseline },
	{ 0, "before", "DUR", "what a surge is compared with (60s)",
	    .span = &before },
	{ 0, "by", "LIST", "detectors: z, volume, surge (z)", .text = &by },
	{ 0, "clip", "DUR", "how long before a peak its clip begins (20s)",
	    .span = &clip },
	{ 'f', "format", "FORMAT", "jsonl, or nokchart: its peaks.json",
	    .text = &format },
	{ 'g', "gap", "DUR", "distance of ranked peaks (120s)", .span = &gap },
	{ 0, "hole", "DUR", "silence that ends a series (6h)", .span = &hole },
	{ 0, "join", "DUR", "z: peaks this close are one (12s)",
	    .span = &join },
	{ 'k', "keep", NULL, "pass the input through too", .flag = &keep },
	{ 0, "lag", "DUR", "z: what the baseline leaves out (60s)",
	    .span = &lag },
	{ 0, "low", "X", "z: a peak's interval stays above (2.5)",
	    .real = &low },
	{ 't', "threshold", "X", "z: a peak is above (8)", .real = &threshold },
	{ 'n', "top", "N", "length of the rankings (50)", .count = &top },
	{ 'w', "window", "DUR", "length of ranked peaks (60s)",
	    .span = &window },
	JSONL_OPTIONS(io),
	{ 0 },
};

static const char *const examples[] = {
	"chz-ts events.jsonl | chz-peaks",
	"chz-ts events.jsonl | chz-peaks -k | chz-plot -o chart.png",
	"chz-ts events.jsonl | chz-peaks --format nokchart -o peaks.json",
	NULL,
};

static const struct tool tool = {
	.name = "chz-peaks",
	.operands = "[FILE...]",
	.about = "Find where the chat was busier than before.",
	.opts = options,
	.examples = examples,
};

struct stream {
	struct peaks *peaks;
	struct str channel_id, channel, stream_id;
	struct nokchart_peaks nokchart;
};

struct run {
	struct jsonl *in;
	struct out *out;
	struct intern keys;
	struct stream *streams; /* by number */
	size_t cap;
	struct arena texts;
};

/* Where a peak goes. */
struct way {
	struct run *run;
	struct stream *stream;
};

static struct peaks_rule rule;
static bool nokchart;

static void
found(void *ctx, struct peak *peak)
{
	struct way *way = ctx;
	struct stream *s = way->stream;

	if (nokchart) {
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

/* The stream that a bucket belongs to: a broadcast, else a channel. */
static struct stream *
stream_of(struct run *r, const struct ts *ts)
{
	struct str key = ts->stream_id.p != NULL ? ts->stream_id
	    : ts->channel_id.p != NULL           ? ts->channel_id
						 : STR("");
	uint32_t n = r->keys.n, i = intern_add(&r->keys, key);

	if (i == n) {
		MEM_RESERVE(r->streams, r->cap, (size_t)n + 1);
		r->streams[i] = (struct stream){ .peaks = peaks_new(&rule),
			.channel_id = lasting(r, ts->channel_id),
			.channel = lasting(r, ts->channel),
			.stream_id = lasting(r, ts->stream_id) };
	}
	return &r->streams[i];
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
		jsonl_bad(r->in, "not behind the stream's last bucket");
}

static void
end_streams(struct run *r)
{
	for (uint32_t i = 0; i < r->keys.n; i++) {
		struct way way = { r, &r->streams[i] };

		peaks_end(way.stream->peaks, &way);
		peaks_free(way.stream->peaks);
		if (nokchart)
			nokchart_peaks(&r->out->buf, &way.stream->nokchart,
			    r->keys.names[i], window / 1000);
		nokchart_free_peaks(&way.stream->nokchart);
		out_ready(r->out);
	}
	free(r->streams);
	intern_free(&r->keys);
	arena_free(&r->texts);
}

/* What to look for, by --by or by the format. */
static void
read_by(void)
{
	struct str rest = str_of(nokchart ? "volume,surge" : by);

	while (rest.p != NULL) {
		struct str one = str_cut(&rest, ',');

		switch (peak_by_of(one)) {
		case PEAK_Z:
			rule.z = true;
			break;
		case PEAK_VOLUME:
			rule.volume = true;
			break;
		case PEAK_SURGE:
			rule.surge = true;
			break;
		case PEAK_UNKNOWN:
			opt_misuse("%.*s: --by takes z, volume and surge",
			    STR_ARG(one));
		}
	}
}

static void
read_settings(void)
{
	nokchart = strcmp(format, "nokchart") == 0;
	if (!nokchart && strcmp(format, "jsonl") != 0)
		opt_misuse("%s: --format takes jsonl or nokchart", format);
	if (nokchart && keep)
		opt_misuse("peaks.json has no room for what --keep passes on");
	if (!(alpha > 0 && alpha <= 1))
		opt_misuse("--alpha is above 0 and at most 1");
	if (!(threshold >= low))
		opt_misuse("--threshold is not below --low");
	if (lag > baseline || baseline > 86400000)
		opt_misuse("--lag is at most --baseline, and that 1d");
	if (window < 1000)
		opt_misuse("--window is at least 1s");
	read_by();
	rule.alpha = alpha;
	rule.high = threshold;
	rule.low = low;
	rule.baseline_sec = baseline / 1000;
	rule.lag_sec = lag / 1000;
	rule.join_sec = join / 1000;
	rule.window_sec = window / 1000;
	rule.before_sec = before / 1000;
	rule.gap_sec = gap / 1000;
	rule.clip_sec = clip / 1000;
	rule.hole_sec = hole / 1000;
	rule.top = (size_t)top;
	rule.found = found;
}

int
main(int argc, char *argv[])
{
	int first = opt_parse(&tool, argc, argv);
	struct run r = { 0 };
	const struct json_val *v;
	struct record_reader buckets;
	struct ts ts = ts_blank();

	read_settings();
	r.out = out_open(io.output, io.line_buffered);
	r.in = jsonl_open(argv + first, &io, r.out);
	record_want(&buckets, &ts_record, r.in, NULL);
	while ((v = jsonl_next(r.in)) != NULL) {
		if (keep)
			jsonl_pass(r.in);
		if (record_read(&buckets, v, &ts))
			take(&r, &ts);
	}
	end_streams(&r);
	return jsonl_finish(r.in, r.out);
}
