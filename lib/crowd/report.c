#include "crowd/report.h"
#include "crowd/closest.h"
#include "crowd/graph.h"
#include "crowd/shared.h"

const char *const report_formats[] = { "jsonl", "graph", "related", NULL };

/* The state of one report. */
struct work {
	const struct report *report;
	const struct crowd *crowd;
	const struct ranking *ranking;
	struct closest links;
	struct out *out;
};

static bool
is_wanted(const struct work *w, uint32_t a, uint32_t b, const struct overlap *o)
{
	if (w->report->focused && a != w->ranking->focus &&
	    b != w->ranking->focus)
		return false;
	return o->jaccard >= w->report->min_jaccard &&
	    o->overlap >= w->report->min_overlap;
}

/* Whether the pairs must all be known before the first is written. */
static bool
is_choosing(const struct report *r)
{
	return r->format != REPORT_JSONL || r->top > 0 || r->each > 0;
}

static void
take_pair(struct work *w, uint32_t a, uint32_t b, struct overlap *o)
{
	if (!is_wanted(w, a, b, o))
		return;
	if (is_choosing(w->report)) {
		closest_add(&w->links, a, b, o);
		return;
	}
	o->a = w->ranking->node[a].id;
	o->b = w->ranking->node[b].id;
	record_put(&w->out->buf, &overlap_record, o);
	out_ready(w->out);
}

static void
take_count(void *work, uint32_t a, uint32_t b, uint32_t inter)
{
	struct work *w = work;
	const struct node *node = w->ranking->node;
	struct overlap o = overlap_of(node[a].users, node[b].users, inter);

	take_pair(w, a, b, &o);
}

/* The pair shares someone in its sketches: compare those. */
static void
take_sketches(void *work, uint32_t a, uint32_t b, uint32_t inter)
{
	struct work *w = work;
	const uint32_t *source = w->ranking->source;
	const struct crowd_node *node = w->crowd->nodes;
	struct overlap o =
	    sketch_overlap(&node[source[a]].sketch, &node[source[b]].sketch);

	(void)inter;
	take_pair(w, a, b, &o);
}

static void
put_nodes(const struct work *w)
{
	for (uint32_t i = 0; i < w->ranking->n; i++) {
		record_put(&w->out->buf, &node_record, &w->ranking->node[i]);
		out_ready(w->out);
	}
}

static void
put_links(const struct work *w)
{
	const struct node *node = w->ranking->node;

	for (size_t i = 0; i < w->links.n; i++) {
		const struct closest_overlap *l = &w->links.at[i];
		struct overlap o = closest_measures(l);

		o.a = node[l->a].id;
		o.b = node[l->b].id;
		record_put(&w->out->buf, &overlap_record, &o);
		out_ready(w->out);
	}
}

/* The newest message, as the moment of the report: no clock is asked. */
static int64_t
newest(const struct crowd *c)
{
	int64_t ms = WHEN_UNKNOWN;

	for (uint32_t i = 0; i < c->ids.n; i++)
		if (c->nodes[i].last > ms)
			ms = c->nodes[i].last;
	return ms;
}

static void
put_chosen(const struct work *w)
{
	struct buf *b = &w->out->buf;

	switch (w->report->format) {
	case REPORT_JSONL:
		put_links(w);
		break;
	case REPORT_GRAPH:
		graph_put(b, w->ranking, &w->links, newest(w->crowd));
		break;
	case REPORT_RELATED:
		graph_related(b, w->ranking, &w->links);
		break;
	case REPORT_REPLAYS:
		graph_replays(b, w->ranking, &w->links);
		break;
	}
}

void
report_put(const struct report *report, const struct crowd *crowd,
    const struct ranking *ranking, struct out *out)
{
	struct work w = { .report = report,
		.crowd = crowd,
		.ranking = ranking,
		.out = out,
		.links = { .top = report->top,
		    .each = report->each,
		    .by_overlap = report->format == REPORT_GRAPH ||
			report->format == REPORT_RELATED } };

	if (report->format == REPORT_JSONL)
		put_nodes(&w);
	shared_count(&crowd->postings, ranking->n, SHARED_DENSE,
	    crowd->settings.sketch > 0 ? take_sketches : take_count, &w);
	if (is_choosing(report)) {
		closest_settle(&w.links, ranking->n);
		put_chosen(&w);
	}
	closest_free(&w.links);
}
