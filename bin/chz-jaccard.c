/*
 * chz-jaccard - audience overlap of every pair of channels or broadcasts.
 * Reads events; writes a node for each and an overlap for every two.
 */
#include <errno.h>
#include <string.h>

#include "core/diag.h"
#include "core/file.h"
#include "crowd/closest.h"
#include "crowd/crowd.h"
#include "crowd/intake.h"
#include "crowd/overlaps.h"
#include "crowd/rank.h"
#include "crowd/state.h"
#include "import/graph.h"
#include "jsonl/out.h"
#include "record/node.h"
#include "record/part.h"
#include "store/inputs.h"

enum {
	BLACKLIST_MAX = 16 * 1024 * 1024,
	SLACK_MS = 10 * 60 * 1000 /* by which broadcasts may miss each other */
};

enum by { BY_CHANNEL = 1, BY_STREAM };
static const char *const by_words[] = { "channel", "stream", NULL };

enum format { FORMAT_JSONL = 1, FORMAT_GRAPH, FORMAT_RELATED };
static const char *const formats[] = { "jsonl", "graph", "related", NULL };

/* A span of time, either end of which may be unknown, or a broadcast. */
struct during {
	int64_t from, to;
	struct str broadcast;
};

struct settings {
	enum by by;
	struct during during;
	const char *blacklist;
	bool partial, merge, approx;
	uint32_t sketch;
	struct rank_rule rule;
	enum format format;
	struct overlaps_rule overlaps;
	enum closest_by measure;
	bool has_measure;
	size_t top;    /* the closest overlaps only; 0 is all */
	uint32_t each; /* the closest of each node only; 0 is all */
	struct walk_dates dates;
	struct jsonl_settings io;
};

static bool
read_moment(struct str text, int64_t *ms)
{
	return text.n == 0 || when_typed(text, when_now(), ms);
}

static const char *
read_during(struct str arg, void *member)
{
	struct during *d = member;
	struct str to = arg, from = str_cut(&to, '/');

	*d = (struct during){ WHEN_UNKNOWN, WHEN_UNKNOWN, { 0 } };
	if (to.p == NULL)
		d->broadcast = arg;
	else if (!read_moment(from, &d->from) || !read_moment(to, &d->to))
		return "two times as FROM/TO, nor a broadcast";
	return NULL;
}

static const struct opt options[] = {
	{ 0, "by", "KEY", "what has an audience",
	    OPT_CHOICE(struct settings, by, by_words), .def = "channel" },
	{ 'F', "format", "FORMAT", "of the output",
	    OPT_CHOICE(struct settings, format, formats), .def = "jsonl" },
	{ 0, "during", "WHEN",
	    "messages of FROM/TO only, or broadcasts at the time of one",
	    OPT_OWN(struct settings, during, read_during) },
	{ 'm', "min-messages", "N", "users with N messages or more there",
	    OPT_COUNT(struct settings, rule.min_messages) },
	{ 0, "max-nodes", "N", "leave out users who were at more than N",
	    OPT_COUNT(struct settings, rule.max_nodes) },
	{ 0, "min-users", "N", "leave out audiences smaller than N",
	    OPT_COUNT(struct settings, rule.min_users) },
	{ 0, "max-users", "N", "leave out audiences larger than N",
	    OPT_COUNT(struct settings, rule.max_users) },
	{ 0, "blacklist", "FILE", "leave out the ids in FILE, one a line",
	    OPT_TEXT(struct settings, blacklist) },
	{ 't', "min-jaccard", "X", "overlaps with a Jaccard index of X or more",
	    OPT_REAL(struct settings, overlaps.min_jaccard) },
	{ 0, "measure", "NAME", "what is close; see the manual",
	    OPT_CHOICE(struct settings, measure, closest_by_words),
	    OPT_GIVEN(struct settings, has_measure) },
	{ 0, "min-cell", "N", "overlaps of N users or more, others withheld",
	    OPT_COUNT(struct settings, overlaps.min_cell) },
	{ 0, "min-overlap", "X", "overlaps with a coefficient of X or more",
	    OPT_REAL(struct settings, overlaps.min_overlap) },
	{ 'n', "top", "N", "the N closest overlaps, closest first",
	    OPT_COUNT(struct settings, top) },
	{ 0, "per-node", "N", "the N closest of each channel or broadcast",
	    OPT_COUNT(struct settings, each) },
	{ 0, "partial", NULL, "write a part that --merge can join",
	    OPT_FLAG(struct settings, partial) },
	{ 0, "merge", NULL, "read parts instead of events",
	    OPT_FLAG(struct settings, merge) },
	{ 0, "approx", "[N]", "estimate from N users of each",
	    OPT_COUNT(struct settings, sketch),
	    OPT_GIVEN(struct settings, approx), .def = "4096",
	    .min = SKETCH_LEAST, .max = SKETCH_MOST },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-jaccard",
	.operands = "[FILE|DIR...]",
	.about = "Audience overlap of every pair of channels or broadcasts.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUPS(struct settings, io)),
	/* An estimate forgets what single users did. */
	.rules = OPT_LINES("approx | min-messages", "approx | max-nodes"),
	.examples = OPT_LINES("chz-jaccard -n 20 events.jsonl",
	    "chz-jaccard -m 3 --max-nodes 100 *.jsonl.zst | chz-cluster"),
};

struct run {
	struct settings set;
	struct intern banned;
	struct crowd *crowd;
	struct jsonl *in;
	struct out *out;
	struct part_reader parts;
	uint64_t n_pieces; /* records of the part that is written */
};

static bool
has_span(const struct during *d)
{
	return d->from != WHEN_UNKNOWN || d->to != WHEN_UNKNOWN;
}

static void
read_blacklist(struct run *r)
{
	const char *path = r->set.blacklist;
	struct buf text = { 0 };
	struct str rest, id;

	r->set.rule.banned = &r->banned;
	if (path == NULL)
		return;
	if (!file_read(path, BLACKLIST_MAX, &text))
		diag_die(EXIT_SOME_FAILED, "%s: %s", path, strerror(errno));
	for (rest = buf_view(&text); rest.p != NULL;) {
		id = str_trim(str_cut(&rest, '\n'));
		if (id.n > 0 && id.p[0] != '#')
			intern_add(&r->banned, id);
	}
	buf_free(&text);
}

/* What the table cannot check. */
static void
check_during(const struct settings *set)
{
	if (set->during.broadcast.p != NULL && set->by != BY_STREAM)
		opt_misuse("--during a broadcast needs --by stream");
	if (has_span(&set->during) && set->merge)
		opt_misuse("--during FROM/TO goes with --partial, not --merge");
}

/* The broadcast that --during names; a bare number is a replay's. */
static struct str
broadcast(const struct settings *set, struct buf *id)
{
	struct str named = set->during.broadcast;
	size_t digits = 0;

	if (named.p == NULL)
		return named;
	while (digits < named.n && named.p[digits] >= '0' &&
	    named.p[digits] <= '9')
		digits++;
	if (digits == named.n)
		buf_adds(id, "vod_");
	buf_str(id, named);
	return buf_view(id);
}

static struct intake
intake_of(const struct run *r)
{
	const struct settings *set = &r->set;

	return (struct intake){ .crowd = r->crowd,
		.by_stream = set->by == BY_STREAM,
		.timed = set->partial || set->during.broadcast.p != NULL ||
		    has_span(&set->during) || set->format == FORMAT_GRAPH,
		.from = set->during.from,
		.to = set->during.to };
}

static void
read_events(struct run *r)
{
	struct intake intake = intake_of(r);
	struct record_reader events, lives;
	struct event e = event_blank();
	struct live l = live_blank();
	const struct json_val *v;
	const char *why;

	record_want(&events, &event_record, r->in,
	    intake.timed ? INTAKE_KEYS " " INTAKE_MOMENTS : INTAKE_KEYS);
	record_want(
	    &lives, &live_record, r->in, "stream_id channel_id followers");
	while ((v = jsonl_next(r->in)) != NULL)
		if (record_read(&events, v, &e)) {
			if ((why = intake_event(&intake, &e)) != NULL)
				jsonl_bad(r->in, why);
		} else if (record_read(&lives, v, &l)) {
			intake_live(&intake, &l);
		}
	record_require(&events);
}

static void
read_parts(struct run *r)
{
	struct record_reader parts;
	struct audience a = audience_blank();
	const struct json_val *v;
	const char *why;

	part_want(&r->parts, r->in, r->parts.sum.of.p);
	record_want(&parts, &audience_record, r->in, NULL);
	while ((v = jsonl_next(r->in)) != NULL) {
		if (part_read(&r->parts, v) || !record_read(&parts, v, &a))
			continue;
		part_met(&r->parts);
		why = parts.damaged ? "a damaged audience"
				    : crowd_join(r->crowd, &a);
		if (why != NULL)
			jsonl_bad(r->in, why);
	}
	record_require(&parts);
}

static void
put_part(void *run, const struct audience *a)
{
	struct run *r = run;

	record_put(&r->out->buf, &audience_record, a);
	r->n_pieces++;
	out_ready(r->out);
}

static void
say_left_out(const struct settings *set, const struct ranking *r)
{
	struct str named = set->during.broadcast;

	if (named.p != NULL && r->focus == INTERN_NONE)
		diag_note("--during %.*s: no message of it has a time",
		    STR_ARG(named));
	if (r->timeless > 0)
		diag_note("%u left out: their time is unknown", r->timeless);
	if (r->bots > 0 && set->rule.max_nodes > 0)
		diag_note("%u users left out: they were at more than %u",
		    r->bots, set->rule.max_nodes);
	else if (r->bots > 0)
		diag_note("%u users were at more than half of all; "
			  "--max-nodes leaves such out",
		    r->bots);
}

static void
put_overlap(struct run *r, const struct overlap *o)
{
	record_put(&r->out->buf, &overlap_record, o);
	out_ready(r->out);
}

static void
pass_overlap(void *run, uint32_t a, uint32_t b, const struct overlap *o)
{
	(void)a, (void)b;
	put_overlap(run, o);
}

static void
keep_overlap(void *closest, uint32_t a, uint32_t b, const struct overlap *o)
{
	closest_add(closest, a, b, o);
}

static void
put_nodes(struct run *r, const struct ranking *ranking)
{
	for (uint32_t i = 0; i < ranking->n; i++) {
		record_put(&r->out->buf, &node_record, &ranking->node[i]);
		out_ready(r->out);
	}
}

static void
put_closest(
    struct run *r, const struct ranking *ranking, const struct closest *closest)
{
	struct buf *b = &r->out->buf;

	if (r->set.format == FORMAT_GRAPH) {
		graph_put(b, ranking, closest, crowd_newest(r->crowd));
	} else if (r->set.format == FORMAT_RELATED) {
		if (r->set.by == BY_STREAM)
			graph_replays(b, ranking, closest);
		else
			graph_related(b, ranking, closest);
	} else {
		for (size_t i = 0; i < closest->n; i++) {
			struct overlap o = closest_measures(&closest->at[i]);

			o.a = ranking->node[closest->at[i].a].id;
			o.b = ranking->node[closest->at[i].b].id;
			put_overlap(r, &o);
		}
	}
}

/* Lists of what is related leave out that some are everywhere. */
static enum closest_by
measure_of(const struct settings *set)
{
	if (set->has_measure)
		return set->measure;
	if (set->format == FORMAT_GRAPH)
		return CLOSEST_OVERLAP;
	return set->format == FORMAT_RELATED || set->each > 0 ? CLOSEST_AFFINITY
							      : CLOSEST_JACCARD;
}

/* All overlaps must be known before the closest are. */
static void
put_overlaps(struct run *r, const struct overlaps_rule *rule,
    const struct ranking *ranking)
{
	const struct settings *set = &r->set;
	struct closest closest = {
		.top = set->top, .each = set->each, .by = measure_of(set)
	};

	if (set->format == FORMAT_JSONL)
		put_nodes(r, ranking);
	if (set->format == FORMAT_JSONL && set->top == 0 && set->each == 0) {
		overlaps_count(rule, r->crowd, ranking, pass_overlap, r);
		return;
	}
	overlaps_count(rule, r->crowd, ranking, keep_overlap, &closest);
	closest_settle(&closest, ranking->n);
	put_closest(r, ranking, &closest);
	closest_free(&closest);
}

static void
put_report(struct run *r)
{
	struct buf focus = { 0 };
	struct rank_rule rule = r->set.rule;
	struct overlaps_rule overlaps = r->set.overlaps;
	struct ranking ranking;

	rule.during = broadcast(&r->set, &focus);
	rule.slack = SLACK_MS;
	overlaps.focused = rule.during.p != NULL;
	ranking = crowd_rank(r->crowd, &rule);
	say_left_out(&r->set, &ranking);
	put_overlaps(r, &overlaps, &ranking);
	ranking_free(&ranking);
	buf_free(&focus);
}

static void
show(struct run *r)
{
	if (r->set.partial) {
		crowd_give(r->crowd, put_part, r);
		part_put(&r->out->buf, &r->parts.sum, r->n_pieces, r->in);
	} else if (!r->set.merge || part_whole(&r->parts)) {
		put_report(r);
	}
}

static struct crowd *
new_crowd(const struct settings *set)
{
	return crowd_new(&(struct crowd_settings){ .counted = !set->approx &&
		(set->partial || set->rule.min_messages > 1),
	    .sketch = set->approx ? set->sketch : 0 });
}

int
main(int argc, char *argv[])
{
	struct run r = { .set.during = { WHEN_UNKNOWN, WHEN_UNKNOWN, { 0 } },
		.parts.sum.of = STR("chz-jaccard") };
	int first = opt_parse(&tool, argc, argv, &r.set);

	check_during(&r.set);
	read_blacklist(&r);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	r.in = inputs_open(argv + first, &r.set.dates, &r.set.io, r.out);
	r.crowd = new_crowd(&r.set);
	if (r.set.merge)
		read_parts(&r);
	else
		read_events(&r);
	crowd_settle(r.crowd);
	show(&r);
	crowd_free(r.crowd);
	intern_free(&r.banned);
	return jsonl_finish(r.in, r.out);
}
