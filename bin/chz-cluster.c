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
#include "record/overlap.h"

static const double link_threshold = 0.1;

static const char *method = "link";
static double threshold = -1, resolution = 1;
static long seed = 1;
static bool keep;
static struct jsonl_settings io;

static const struct opt options[] = {
	{ 0, "method", "NAME", "link (default) or leiden", .text = &method },
	{ 't', "threshold", "X",
	    "similarity that counts (default 0.1; leiden: any)",
	    .real = &threshold },
	{ 0, "resolution", "X", "leiden: above 1 for smaller groups",
	    .real = &resolution },
	{ 0, "seed", "N", "leiden: the seed of its chance (default 1)",
	    .count = &seed },
	{ 'k', "keep", NULL, "pass the input on, before the clusters",
	    .flag = &keep },
	JSONL_OPTIONS(io),
	{ 0 },
};

static const char *const examples[] = {
	"chz-jaccard events.jsonl | chz-cluster -t 0.2",
	"chz-jaccard *.zst | chz-cluster --method leiden -k | chz-plot --map",
	NULL,
};

static const struct tool tool = {
	.name = "chz-cluster",
	.operands = "[FILE...]",
	.about = "Groups of similar channels or replays.",
	.opts = options,
	.examples = examples,
};

static bool
by_leiden(void)
{
	return strcmp(method, "leiden") == 0;
}

static void
check_options(void)
{
	if (!by_leiden() && strcmp(method, "link") != 0)
		opt_misuse("--method %s: link or leiden", method);
	if (threshold < 0)
		threshold = by_leiden() ? 0 : link_threshold;
	if (threshold > 1)
		opt_misuse("--threshold is a share, from 0 to 1");
	if (resolution <= 0)
		opt_misuse("--resolution is above 0");
}

static void
add(struct similar *ties, struct jsonl *in, const struct overlap *o)
{
	if (o->a.n == 0 || o->b.n == 0 || isnan(o->jaccard))
		jsonl_bad(in, "an overlap without a, b or jaccard");
	else if (o->jaccard < 0 || o->jaccard > 1)
		jsonl_bad(in, "jaccard is not a share");
	else if (str_eq(o->a, o->b))
		jsonl_bad(in, "an overlap with itself");
	else
		similar_add(ties, o->a, o->b, o->jaccard);
}

static void
read_overlaps(struct similar *ties, struct jsonl *in)
{
	struct record_reader overlaps;
	struct overlap o = overlap_blank();
	const struct json_val *v;

	record_want(&overlaps, &overlap_record, in, "a b jaccard");
	while ((v = jsonl_next(in)) != NULL) {
		if (record_read(&overlaps, v, &o))
			add(ties, in, &o);
		if (keep)
			jsonl_pass(in);
	}
	similar_settle(ties);
}

static void
find_groups(const struct similar *ties, uint32_t *group)
{
	struct leiden_rule rule = { .threshold = threshold,
		.resolution = resolution,
		.seed = (uint64_t)seed };
	const char *why;

	if (!by_leiden())
		groups_link(ties, threshold, group);
	else if (!leiden_group(ties, &rule, group, &why))
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
	int first = opt_parse(&tool, argc, argv, NULL);
	struct similar ties = { 0 };
	struct groups groups;
	struct out *out;
	struct jsonl *in;
	uint32_t *group;

	check_options();
	out = out_open(io.output, io.line_buffered);
	in = jsonl_open(argv + first, &io, out);
	read_overlaps(&ties, in);
	group = xcalloc(ties.nodes, sizeof *group);
	find_groups(&ties, group);
	groups = groups_of(&ties, group);
	put_clusters(&groups, out);
	groups_free(&groups);
	free(group);
	similar_free(&ties);
	return jsonl_finish(in, out);
}
