/*
 * chz-cluster - groups of similar channels or replays.
 * Reads overlaps; writes a cluster for each group of two or more.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "crowd/groups.h"
#include "crowd/leiden.h"
#include "record/cluster.h"
#include "record/node.h"
#include "record/overlap.h"
#include "store/inputs.h"

enum method { METHOD_LINK = 1, METHOD_LEIDEN };
static const char *const methods[] = { "link", "leiden", NULL };

/* Of overlaps that have no affinity, the Jaccard index weighs. */
enum measure { MEASURE_AFFINITY = 1, MEASURE_JACCARD };
static const char *const measures[] = { "affinity", "jaccard", NULL };

struct settings {
	enum measure measure;
	enum method method;
	struct leiden_rule rule; /* the threshold is for both */
	bool has_threshold, keep;
	struct walk_dates dates;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "measure", "NAME", "leiden: what overlaps weigh",
	    OPT_CHOICE(struct settings, measure, measures), .def = "affinity" },
	{ 0, "method", "NAME", "how groups are found",
	    OPT_CHOICE(struct settings, method, methods), .def = "leiden" },
	{ 't', "threshold", "X",
	    "Jaccard index that counts; leiden: any unless said",
	    OPT_REAL(struct settings, rule.threshold),
	    OPT_GIVEN(struct settings, has_threshold), .def = "0.1", .max = 1 },
	{ 0, "resolution", "X", "leiden: above 1 for smaller groups",
	    OPT_REAL(struct settings, rule.resolution), .def = "1",
	    .above = true },
	{ 0, "seed", "N", "leiden: the seed of its chance",
	    OPT_COUNT(struct settings, rule.seed), .def = "1" },
	{ 'k', "keep", NULL, "pass the input on, before the clusters",
	    OPT_FLAG(struct settings, keep) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-cluster",
	.operands = "[FILE|DIR...]",
	.about = "Groups of similar channels or replays.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUPS(struct settings, io)),
	.examples =
	    OPT_LINES("chz-jaccard *.zst | chz-cluster -k | chz-plot --map",
		"chz-jaccard events.jsonl | chz-cluster --method link -t 0.2"),
};

struct run {
	struct settings set;
	struct jsonl *in;
	struct out *out;
	struct similar overlaps;
};

static void
add(struct run *r, const struct overlap *o)
{
	if (o->a.n == 0 || o->b.n == 0 || isnan(o->jaccard))
		jsonl_bad(r->in, "an overlap without a, b or jaccard");
	else if (o->jaccard < 0 || o->jaccard > 1)
		jsonl_bad(r->in, "jaccard is not a share");
	else if (str_eq(o->a, o->b))
		jsonl_bad(r->in, "an overlap with itself");
	else
		similar_add(&r->overlaps, o->a, o->b, o->jaccard, o->affinity);
}

static void
read_overlaps(struct run *r)
{
	struct record_reader overlaps, nodes;
	struct overlap o = overlap_blank();
	struct node node = { 0 };
	const struct json_val *v;

	record_want(&overlaps, &overlap_record, r->in, "a b jaccard affinity");
	record_want(&nodes, &node_record, r->in, "id");
	while ((v = jsonl_next(r->in)) != NULL) {
		if (record_read(&overlaps, v, &o))
			add(r, &o);
		else
			record_read(&nodes, v, &node);
		if (r->set.keep)
			jsonl_pass(r->in);
	}
	/* Audiences that share nobody are no wrong input. */
	if (nodes.met == 0)
		record_require(&overlaps);
	similar_settle(&r->overlaps);
}

static void
find_groups(const struct run *r, uint32_t *group)
{
	struct leiden_rule rule = r->set.rule;
	const char *why;

	if (r->set.method == METHOD_LINK) {
		groups_link(&r->overlaps, rule.threshold, group);
		return;
	}
	rule.by_affinity = r->set.measure == MEASURE_AFFINITY;
	if (!r->set.has_threshold)
		rule.threshold = 0;
	if (!leiden_group(&r->overlaps, &rule, group, &why))
		diag_die(EXIT_SOME_FAILED, "communities: %s", why);
}

static void
put_clusters(const struct groups *g, struct out *out)
{
	for (uint32_t i = 0; i < g->n; i++) {
		struct buf id = { 0 };
		struct cluster c = { .members = { g->member + g->at[i].first,
					 g->at[i].n },
			.mean_similarity = g->at[i].mean };

		buf_fmt(&id, "%u", i + 1);
		c.id = buf_view(&id);
		record_put(&out->buf, &cluster_record, &c);
		out_ready(out);
		buf_free(&id);
	}
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	int first = opt_parse(&tool, argc, argv, &r.set);
	struct groups found;
	uint32_t *group;

	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	r.in = inputs_open(argv + first, &r.set.dates, &r.set.io, r.out);
	read_overlaps(&r);
	group = xcalloc(r.overlaps.nodes, sizeof *group);
	find_groups(&r, group);
	found = groups_of(&r.overlaps, group);
	put_clusters(&found, r.out);
	groups_free(&found);
	free(group);
	similar_free(&r.overlaps);
	return jsonl_finish(r.in, r.out);
}
