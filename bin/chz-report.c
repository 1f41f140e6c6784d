/*
 * chz-report - the full report of a broadcast's directory.
 * The event files of each DIR in; tables, peaks, topics, a chart, a page and
 * report.json beside them out.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chart/words.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/opt.h"
#include "core/sibling.h"
#include "core/sig.h"
#include "core/when.h"
#include "core/workdir.h"
#include "import/nokchart_report.h"
#include "jsonl/jsonl.h"
#include "record/live.h"
#include "record/replay.h"
#include "record/ts.h"

enum { WINDOW_SEC = 60 }; /* of chz-peaks, unless it is set */

/* What is made, under these names. */
#define MINUTES "chat_ts_60s.csv"
#define FIVE_MINUTES "chat_ts_300s.csv"
#define PEAKS "peaks.json"
#define TOPICS "topics.json"
#define CHART "chart_chat_rate.png"
#define PAGE "report.html"
#define REPORT "report.json"
static const char *const results[] = { MINUTES, FIVE_MINUTES, PEAKS, TOPICS,
	CHART, PAGE, REPORT, NULL };

struct settings {
	enum words_language language;
	size_t top;
	int64_t segment_sec;
};

static const struct opt options[] = {
	{ 'n', "top", "N", "peaks of each kind",
	    OPT_COUNT(struct settings, top), .def = "50" },
	{ 0, "segment", "DUR", "length of a topic's segment",
	    OPT_SECONDS(struct settings, segment_sec), .def = "5m",
	    .min = 1000 },
	{ 0, "lang", "LANG", "the chart's words",
	    OPT_CHOICE(struct settings, language, words_languages),
	    .conf = "CHZ_LANG", .def = "ko" },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-report",
	.operands = "DIR...",
	.about = "Make the full report of each broadcast directory.",
	.opts = options,
	.examples = OPT_LINES("chz-report archive/2026-01-06/*",
	    "chz-store --on-close chz-report archive events.jsonl"),
};

/* A broadcast's report in the making. */
struct report {
	const struct settings *set;
	struct str dir;
	struct workdir work;    /* where its files are made */
	struct opt_list events; /* their paths */
	struct opt_list seen;   /* paths of all that the page shows */
	struct arena texts;
	struct stats totals;
	struct str title, category;
	int64_t opened_at;
	struct nokchart_peaks peaks;
	struct buf segments;
	size_t n_segments, n_buckets;
	bool failed;
};

/* A text that lasts as long as the report. */
__attribute__((format(printf, 2, 3))) static const char *
text(struct report *r, const char *fmt, ...)
{
	struct buf b = { 0 };
	const char *copy;
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&b, fmt, ap);
	va_end(ap);
	copy = arena_copy(&r->texts, b.p, b.n);
	buf_free(&b);
	return copy;
}

/* A file in the work directory. */
static const char *
made(struct report *r, const char *name)
{
	return text(r, "%s/%s", r->work.path, name);
}

/* Reads the events three times at once rather than through pipes: they are in
 * memory then, and each reader takes only what it needs.  The good ones stand
 * beside their buckets, for the peaks to say what was said. */
static bool
count(struct report *r)
{
	struct siblings tools = { 0 };
	const char *segment = text(r, "%lld", (long long)r->set->segment_sec);

	siblings_start(&tools,
	    (const char *const[]){ "chz-words", "--segment", segment,
		"--output", made(r, "topics"), NULL },
	    r->events.at);
	siblings_start(&tools,
	    (const char *const[]){ "chz-stats", "--top", "10", "--output",
		made(r, "stats"), NULL },
	    r->events.at);
	siblings_start(&tools,
	    (const char *const[]){ "chz-ts", "--keep", "--csv", r->work.path,
		"--output", made(r, "ts"), NULL },
	    r->events.at);
	return siblings_end(&tools);
}

static bool
find_peaks(struct report *r)
{
	struct siblings tools = { 0 };

	siblings_start(&tools,
	    (const char *const[]){ "chz-peaks", "--by", "scan,volume,surge",
		"--lang", words_languages[r->set->language - 1], "--top",
		text(r, "%zu", r->set->top), "--output", made(r, "peaks"),
		NULL },
	    (const char *const[]){ made(r, "ts"), NULL });
	return siblings_end(&tools);
}

static void
check(struct report *r, bool good, const char *what)
{
	if (good || sig_caught())
		return;
	diag_error("%.*s: %s", STR_ARG(r->dir), what);
	r->failed = true;
}

static void
start_chart(struct report *r, struct siblings *tools)
{
	siblings_start(tools,
	    (const char *const[]){ "chz-plot", "--lang",
		words_languages[r->set->language - 1], "--by", "scan",
		"--format", "png", "--output", made(r, CHART), NULL },
	    (const char *const[]){
		made(r, "ts"), made(r, "peaks"), made(r, "topics"), NULL });
}

static void
start_page(struct report *r, struct siblings *tools)
{
	opt_list_add(&r->seen, made(r, "ts"));
	opt_list_add(&r->seen, made(r, "peaks"));
	opt_list_add(&r->seen, made(r, "topics"));
	for (size_t i = 0; i < r->events.n; i++)
		opt_list_add(&r->seen, r->events.at[i]);
	siblings_start(tools,
	    (const char *const[]){ "chz-page", "--lang",
		words_languages[r->set->language - 1], "--output",
		made(r, PAGE), NULL },
	    r->seen.at);
}

/* A chart, and a page to click.  That the page lacks bad events was said
 * before. */
static void
draw(struct report *r, bool events_are_good)
{
	struct siblings chart = { 0 }, page = { 0 };

	if (r->n_buckets == 0)
		return;
	start_chart(r, &chart);
	start_page(r, &page);
	check(r, siblings_end(&chart), "no chart");
	check(r, siblings_end(&page) || !events_are_good, "no page");
}

/* The first broadcast's totals: a directory has one. */
static void
take_totals(struct report *r, const struct stats *s)
{
	if (r->totals.messages != RECORD_UNKNOWN)
		return;
	r->totals = *s;
	r->totals.stream_id = arena_str(&r->texts, s->stream_id);
	r->totals.channel = arena_str(&r->texts, s->channel);
	r->totals.amounts = arena_str(&r->texts, s->amounts);
}

/* What is told of the broadcast; what came first stays. */
static void
take_about(
    struct report *r, struct str title, struct str category, int64_t opened_at)
{
	if (r->title.n == 0)
		r->title = arena_str(&r->texts, title);
	if (r->category.n == 0)
		r->category = arena_str(&r->texts, category);
	if (r->opened_at == WHEN_UNKNOWN)
		r->opened_at = opened_at;
}

/* Gathers what the tools found. */
static bool
read_findings(struct report *r)
{
	const char *files[] = { made(r, "stats"), made(r, "ts"),
		made(r, "peaks"), made(r, "topics"), NULL };
	struct jsonl *in = jsonl_open(
	    (char *const *)files, &(struct jsonl_settings){ 0 }, NULL);
	struct record_reader totals, buckets, peaks, topics, lives, replays;
	struct stats s = stats_blank();
	struct ts ts = ts_blank();
	struct peak p = peak_blank();
	struct topic t = topic_blank();
	struct live live;
	struct replay replay;
	const struct json_val *v;

	record_want(&totals, &stats_record, in, NULL);
	record_want(&buckets, &ts_record, in, "sec");
	record_want(&peaks, &peak_record, in, NULL);
	record_want(&topics, &topic_record, in, NULL);
	record_want(&lives, &live_record, in, "title category opened_at");
	record_want(&replays, &replay_record, in, "title category start");
	while ((v = jsonl_next(in)) != NULL)
		if (record_read(&buckets, v, &ts)) {
			r->n_buckets++;
		} else if (record_read(&peaks, v, &p)) {
			nokchart_add_peak(&r->peaks, &p);
		} else if (record_read(&topics, v, &t)) {
			nokchart_segment(&r->segments, &t);
			r->n_segments++;
		} else if (record_read(&totals, v, &s)) {
			take_totals(r, &s);
		} else if (record_read(&lives, v, &live)) {
			take_about(
			    r, live.title, live.category, live.opened_at);
		} else if (record_read(&replays, v, &replay)) {
			take_about(
			    r, replay.title, replay.category, replay.start);
		}
	return jsonl_close(in) == EXIT_OK;
}

static bool
has(struct report *r, const char *name)
{
	return access(made(r, name), F_OK) == 0;
}

/* The last part of a path. */
static const char *
base(const char *path)
{
	return strrchr(path, '/') + 1;
}

static void
write_file(struct report *r, const char *name, struct buf *b)
{
	if (!file_put(made(r, name), buf_view(b))) {
		diag_error("%s: %s", made(r, name), strerror(errno));
		r->failed = true;
	}
	buf_free(b);
}

static void
write_documents(struct report *r)
{
	const struct nokchart_report all = { .totals = &r->totals,
		.peaks = &r->peaks,
		.processed_at = when_now(),
		.title = r->title,
		.category = r->category,
		.opened_at = r->opened_at,
		.events = base(r->events.at[0]),
		.minutes = has(r, MINUTES) ? MINUTES : NULL,
		.five_minutes = has(r, FIVE_MINUTES) ? FIVE_MINUTES : NULL,
		.chart = has(r, CHART) ? CHART : NULL,
		.segments = r->n_segments };
	struct buf peaks = { 0 }, topics = { 0 }, report = { 0 };

	nokchart_peaks(&peaks, &r->peaks, r->totals.stream_id, WINDOW_SEC);
	write_file(r, PEAKS, &peaks);
	nokchart_topics(&topics, r->totals.stream_id, r->set->segment_sec,
	    buf_view(&r->segments));
	write_file(r, TOPICS, &topics);
	nokchart_report(&report, &all);
	write_file(r, REPORT, &report);
}

/* Gives the files their names. */
static void
publish(struct report *r)
{
	for (const char *const *name = results; *name != NULL; name++) {
		const char *to = text(r, "%.*s/%s", STR_ARG(r->dir), *name);

		if (!file_rename(made(r, *name), to) && errno != ENOENT) {
			diag_error("%s: %s", to, strerror(errno));
			r->failed = true;
		}
	}
}

static void
make(struct report *r)
{
	bool counted = count(r), found = find_peaks(r) && read_findings(r);

	check(r, counted && found, "not all events could be read");
	draw(r, counted);
	if (sig_caught())
		return;
	write_documents(r);
	publish(r);
}

static void
list_events(struct report *r)
{
	static const char *const names[] = { "events.jsonl.zst",
		"events.jsonl" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *path =
		    text(r, "%.*s/%s", STR_ARG(r->dir), names[i]);

		if (access(path, F_OK) == 0)
			opt_list_add(&r->events, path);
	}
}

static void
free_report(struct report *r)
{
	opt_list_free(&r->events);
	opt_list_free(&r->seen);
	nokchart_free_peaks(&r->peaks);
	buf_free(&r->segments);
	arena_free(&r->texts);
}

/* Whether all of it could be made. */
static bool
report(const struct settings *set, struct str dir)
{
	struct report r = { .set = set,
		.dir = dir,
		.totals = stats_blank(),
		.opened_at = WHEN_UNKNOWN };

	list_events(&r);
	check(&r, r.events.n > 0, "holds no events.jsonl");
	if (r.events.n > 0) {
		const char *path = text(&r, "%.*s/.report", STR_ARG(dir));

		if (workdir_open(&r.work, path)) {
			make(&r);
			workdir_close(&r.work);
		} else {
			check(&r, false, strerror(errno));
		}
	}
	free_report(&r);
	return !r.failed;
}

static struct str
without_slashes(const char *path)
{
	struct str s = str_of(path);

	while (s.n > 1 && s.p[s.n - 1] == '/')
		s.n--;
	return s;
}

int
main(int argc, char *argv[])
{
	struct settings set;
	char **dir = argv + opt_parse(&tool, argc, argv, &set);
	int status = EXIT_OK;

	sig_catch();
	for (; *dir != NULL && !sig_caught(); dir++)
		if (!report(&set, without_slashes(*dir)))
			status = EXIT_SOME_FAILED;
	diag_end();
	sig_die();
	return status;
}
