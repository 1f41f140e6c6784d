/*
 * chz-jaccard - audience overlap of every pair of channels or broadcasts.
 * Reads events; writes a node for each and an overlap for each pair.
 */
#include <errno.h>
#include <string.h>

#include "core/diag.h"
#include "core/file.h"
#include "crowd/crowd.h"
#include "crowd/intake.h"
#include "crowd/rank.h"
#include "crowd/report.h"
#include "crowd/state.h"

enum {
	BLACKLIST_MAX = 16 * 1024 * 1024,
	SLACK_MS = 10 * 60 * 1000 /* by which broadcasts may miss each other */
};

static const char *by = "channel", *format = "jsonl";
static const char *during, *blacklist;
static long min_messages, min_users, max_users, max_nodes, top, each;
static double min_jaccard, min_overlap;
static bool partial, merge, approx;
static long sketch = SKETCH_USUAL;
static struct jsonl_settings io;

/* What they say, once checked. */
static int64_t from = WHEN_UNKNOWN, to = WHEN_UNKNOWN;
static struct intern banned;

static const struct opt options[] = {
	{ 0, "by", "WHAT", "what has an audience: channel (default) or stream",
	    .text = &by },
	{ 'f', "format", "NAME", "jsonl (default), graph or related",
	    .text = &format },
	{ 0, "during", "WHEN",
	    "messages of FROM/TO only, or broadcasts at the time of one",
	    .text = &during },
	{ 'm', "min-messages", "N", "users with N messages or more there",
	    .count = &min_messages },
	{ 0, "max-nodes", "N", "leave out users who were at more than N",
	    .count = &max_nodes },
	{ 0, "min-users", "N", "leave out audiences smaller than N",
	    .count = &min_users },
	{ 0, "max-users", "N", "leave out audiences larger than N",
	    .count = &max_users },
	{ 0, "blacklist", "FILE", "leave out the ids in FILE, one a line",
	    .text = &blacklist },
	{ 't', "min-jaccard", "X", "pairs with a Jaccard index of X or more",
	    .real = &min_jaccard },
	{ 0, "min-overlap", "X", "pairs with an overlap of X or more",
	    .real = &min_overlap },
	{ 'n', "top", "K", "the K closest pairs, closest first",
	    .count = &top },
	{ 0, "per-node", "K", "the K closest of each channel or broadcast",
	    .count = &each },
	{ 0, "partial", NULL, "write a part that --merge can join",
	    .flag = &partial },
	{ 0, "merge", NULL, "read parts instead of events", .flag = &merge },
	{ 0, "approx", "[K]", "estimate from K users of each (default 4096)",
	    .flag = &approx, .count = &sketch },
	JSONL_OPTIONS(io),
	{ 0 },
};

static const char *const examples[] = {
	"chz-jaccard -n 20 events.jsonl",
	"chz-jaccard -m 3 --max-nodes 100 *.jsonl.zst | chz-cluster",
	NULL,
};

static const struct tool tool = {
	.name = "chz-jaccard",
	.operands = "[FILE...]",
	.about = "Audience overlap of every pair of channels or broadcasts.",
	.opts = options,
	.examples = examples,
};

/* A limit as the library takes it. */
static uint32_t
limit(long n)
{
	return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

static bool
by_stream(void)
{
	return strcmp(by, "stream") == 0;
}

/* Whether --during names a span of time and not a broadcast. */
static bool
during_span(void)
{
	return during != NULL && strchr(during, '/') != NULL;
}

static enum report_format
report_format(void)
{
	if (strcmp(format, "jsonl") == 0)
		return REPORT_JSONL;
	if (strcmp(format, "graph") == 0)
		return REPORT_GRAPH;
	if (strcmp(format, "related") == 0)
		return by_stream() ? REPORT_REPLAYS : REPORT_RELATED;
	opt_misuse("--format %s: jsonl, graph or related", format);
}

static int64_t
moment(struct str text)
{
	int64_t ms = WHEN_UNKNOWN;

	if (text.n > 0 && !when_typed(text, when_now(), &ms))
		opt_misuse("--during %s: not a time", during);
	return ms;
}

static void
read_span(void)
{
	struct str span = str_of(during);

	from = moment(str_cut(&span, '/'));
	to = moment(span);
}

static void
read_blacklist(void)
{
	struct buf text = { 0 };
	struct str rest, id;

	if (!file_read(blacklist, BLACKLIST_MAX, &text))
		diag_die(
		    EXIT_SOME_FAILED, "%s: %s", blacklist, strerror(errno));
	for (rest = buf_view(&text); rest.p != NULL;) {
		id = str_trim(str_cut(&rest, '\n'));
		if (id.n > 0 && id.p[0] != '#')
			intern_add(&banned, id);
	}
	buf_free(&text);
}

/* What the table cannot check. */
static void
check_options(void)
{
	if (!by_stream() && strcmp(by, "channel") != 0)
		opt_misuse("--by %s: channel or stream", by);
	if (during != NULL && !during_span() && !by_stream())
		opt_misuse("--during a broadcast needs --by stream");
	if (during_span())
		read_span();
	if (during_span() && merge)
		opt_misuse("--during FROM/TO goes with --partial, not --merge");
	if (approx && (min_messages > 1 || max_nodes > 0))
		opt_misuse("--approx forgets what single users did");
	if (approx && (sketch < SKETCH_LEAST || sketch > SKETCH_MOST))
		opt_misuse("--approx: %d to %d", SKETCH_LEAST, SKETCH_MOST);
	report_format();
	if (blacklist != NULL)
		read_blacklist();
}

/* The broadcast that --during names; a bare number is a replay's. */
static struct str
broadcast(struct buf *id)
{
	if (during == NULL || during_span())
		return (struct str){ 0 };
	if (strspn(during, "0123456789") == strlen(during))
		buf_adds(id, "vod_");
	buf_adds(id, during);
	return buf_view(id);
}

static void
read_events(struct crowd *crowd, struct jsonl *in)
{
	struct intake intake = { .crowd = crowd,
		.by_stream = by_stream(),
		.timed = partial || during != NULL ||
		    report_format() == REPORT_GRAPH,
		.from = from,
		.to = to };
	bool timed = intake.timed || from != WHEN_UNKNOWN || to != WHEN_UNKNOWN;
	struct record_reader events, lives;
	struct event e = event_blank();
	struct live l = live_blank();
	const struct json_val *v;
	const char *why;

	record_want(&events, &event_record, in,
	    timed ? INTAKE_KEYS " " INTAKE_MOMENTS : INTAKE_KEYS);
	record_want(&lives, &live_record, in, "stream_id channel_id followers");
	while ((v = jsonl_next(in)) != NULL)
		if (record_read(&events, v, &e)) {
			if ((why = intake_event(&intake, &e)) != NULL)
				jsonl_bad(in, why);
		} else if (record_read(&lives, v, &l)) {
			intake_live(&intake, &l);
		}
}

static void
say_left_out(const struct ranking *r)
{
	if (during != NULL && !during_span() && r->focus == INTERN_NONE)
		diag_note("--during %s: no message of it has a time", during);
	if (r->timeless > 0)
		diag_note("%u left out: their time is unknown", r->timeless);
	if (r->bots > 0 && max_nodes > 0)
		diag_note("%u users left out: they were at more than %ld",
		    r->bots, max_nodes);
	else if (r->bots > 0)
		diag_note("%u users were at more than half of all; "
			  "--max-nodes leaves such out",
		    r->bots);
}

static void
put_report(struct crowd *crowd, struct out *out)
{
	struct buf focus = { 0 };
	struct rank_rule rule = { .min_messages = limit(min_messages),
		.max_nodes = limit(max_nodes),
		.min_users = limit(min_users),
		.max_users = limit(max_users),
		.banned = &banned,
		.during = broadcast(&focus),
		.slack = SLACK_MS };
	struct report report = { .format = report_format(),
		.min_jaccard = min_jaccard,
		.min_overlap = min_overlap,
		.top = (size_t)top,
		.each = limit(each),
		.focused = rule.during.p != NULL };
	struct ranking ranking;

	ranking = crowd_rank(crowd, &rule);
	say_left_out(&ranking);
	report_put(&report, crowd, &ranking, out);
	ranking_free(&ranking);
	buf_free(&focus);
}

int
main(int argc, char *argv[])
{
	int first = opt_parse(&tool, argc, argv, NULL);
	struct out *out;
	struct jsonl *in;
	struct crowd *crowd;

	check_options();
	out = out_open(io.output, io.line_buffered);
	in = jsonl_open(argv + first, &io, out);
	crowd = crowd_new(&(struct crowd_settings){
	    .counted = !approx && (partial || min_messages > 1),
	    .sketch = approx ? (uint32_t)sketch : 0 });
	if (merge)
		state_read(crowd, in);
	else
		read_events(crowd, in);
	crowd_settle(crowd);
	if (partial)
		state_put(crowd, out);
	else
		put_report(crowd, out);
	crowd_free(crowd);
	intern_free(&banned);
	return jsonl_finish(in, out);
}
