/*
 * chz-plot - draw a broadcast's chat as a chart to share.
 * Records ts, peak, topic and live in, PNG, SVG or PDF out.
 */

#include "chart/gather.h"
#include "chart/map.h"
#include "chart/matrix.h"
#include "chart/overlay.h"
#include "chart/pages.h"
#include "chart/params.h"
#include "chart/rate.h"
#include "core/diag.h"
#include "core/num.h"
#include "core/opt.h"
#include "store/inputs.h"

enum { SMALLEST = 240, MOST_PEAKS = 99 };

struct size {
	int width, height; /* pixels; 0 for the usual */
};

struct settings {
	const char *output, *title;
	enum canvas_format format; /* 0 goes by the output's name */
	struct size size;
	enum theme_name theme;
	enum words_language language;
	enum peak_by by;
	int64_t split_sec;
	size_t top;
	bool clock, overlay, map, matrix, params;
	struct walk_dates dates;
	struct jsonl_settings io;
};

static bool
read_pixels(struct str text, int *pixels)
{
	int64_t n;

	if (!num_int(text, &n) || n < SMALLEST || n > CANVAS_LARGEST)
		return false;
	*pixels = (int)n;
	return true;
}

static const char *
read_size(struct str arg, void *member)
{
	struct size *size = member;
	struct str width = str_cut(&arg, 'x');

	if (read_pixels(width, &size->width) && read_pixels(arg, &size->height))
		return NULL;
	return "WxH of 240 to 8192 pixels each";
}
_Static_assert(SMALLEST == 240 && CANVAS_LARGEST == 8192, "see read_size");

static const struct opt options[] = {
	{ 'o', "output", "FILE", "write to FILE; %s is the stream, %n the part",
	    OPT_TEXT(struct settings, output) },
	{ 'F', "format", "FORMAT", "by FILE's ending unless said",
	    OPT_CHOICE(struct settings, format, canvas_formats) },
	{ 0, "params", NULL, "an avatar's parameters, from chz-sim --vts-log",
	    OPT_FLAG(struct settings, params) },
	{ 's', "size", "WxH",
	    "in pixels (default 1600x600; maps 1200x1000; params 1600x1000)",
	    OPT_OWN(struct settings, size, read_size) },
	{ 0, "title", "TEXT", "instead of the broadcast's own",
	    OPT_TEXT(struct settings, title) },
	{ 0, "theme", "NAME", "colours",
	    OPT_CHOICE(struct settings, theme, theme_words), .def = "light" },
	{ 0, "lang", "LANG", "language",
	    OPT_CHOICE(struct settings, language, words_languages),
	    .conf = "CHZ_LANG", .def = "en" },
	{ 'n', "top", "N", "mark the N best peaks",
	    OPT_COUNT(struct settings, top), .def = "5", .max = MOST_PEAKS },
	{ 0, "by", "KEY", "only peaks found by that",
	    OPT_CHOICE(struct settings, by, peak_by_words) },
	{ 0, "clock", NULL, "time of day instead of time since the start",
	    OPT_FLAG(struct settings, clock) },
	{ 0, "overlay", NULL, "all broadcasts in one chart",
	    OPT_FLAG(struct settings, overlay) },
	{ 0, "split", "DUR", "a chart for each DUR of a broadcast",
	    OPT_SECONDS(struct settings, split_sec) },
	{ 0, "map", NULL, "audiences as a network, from node and overlap",
	    OPT_FLAG(struct settings, map) },
	{ 0, "matrix", NULL, "audiences as a heat map",
	    OPT_FLAG(struct settings, matrix) },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-plot",
	.operands = "[FILE|DIR...]",
	.about = "Draw a broadcast's chat as a chart to share.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.rules = OPT_LINES("map | matrix | overlay | params"),
	.examples = OPT_LINES(
	    "chz-ts events.jsonl | chz-peaks -k | chz-plot -o chart.png",
	    "chz-jaccard *.jsonl | chz-plot --map -o map.svg",
	    "chz-plot --theme dark --lang ko -s 720x480 -o %s.png ts.jsonl"),
};

static struct size
usual_size(const struct settings *set)
{
	if (set->map || set->matrix)
		return (struct size){ 1200, 1000 };
	return (struct size){ 1600, set->params ? 1000 : 600 };
}

struct run {
	struct settings set;
	struct look look;
	struct pages *pages;
	struct jsonl *in;
};

static struct look
look_of(const struct settings *set)
{
	struct size size = set->size.width > 0 ? set->size : usual_size(set);

	return (struct look){ .width = size.width,
		.height = size.height,
		.theme = theme_of(set->theme),
		.words = words_in(set->language),
		.title = str_of(set->title),
		.top = set->top,
		.by = set->by,
		.clock = set->clock };
}

/* Without anything to draw nothing is written, which is no failure. */
static int
nothing(const char *records)
{
	diag_note("no %s records: nothing to draw", records);
	return EXIT_OK;
}

/* A chart for each part of the broadcast in which something is known. */
static void
draw_parts(const struct run *r, const struct stream *s)
{
	struct pages *p = r->pages;
	struct extent all = stream_extent(s), e = all;
	int64_t step = r->set.split_sec;
	int64_t parts = step > 0 ? (all.to - 1) / step + 1 : 1;

	if (step == 0) {
		rate_draw(pages_next(p, s->id, 1, 1), &r->look, s, all, 1, 1);
		return;
	}
	for (size_t i = 0, n; i < s->n_buckets; i += n) {
		int64_t part = s->buckets[i].sec / step;

		e.from = part * step > all.from ? part * step : all.from;
		e.to = (part + 1) * step < all.to ? (part + 1) * step : all.to;
		stream_within(s, e, &n);
		rate_draw(pages_next(p, s->id, part + 1, parts), &r->look, s, e,
		    part + 1, parts);
	}
}

static const struct stream *
stream_at(const struct gather *g, uint32_t number)
{
	return keyed_nth(&g->streams, number);
}

static int
draw_series(const struct run *r, const struct gather *g)
{
	size_t streams = 0;

	for (uint32_t i = 0; i < g->streams.n; i++)
		streams += stream_at(g, i)->n_buckets > 0;
	if (streams == 0)
		return nothing("ts");
	if (r->set.overlay) {
		overlay_draw(pages_next(r->pages, STR("all"), 1, 1), &r->look,
		    g->streams.at, g->streams.n);
		return EXIT_OK;
	}
	if (streams > 1 && !pages_apart(r->pages)) {
		diag_error("%zu broadcasts: put %%s into the output's name, or "
			   "use --overlay",
		    streams);
		return EXIT_SOME_FAILED;
	}
	for (uint32_t i = 0; i < g->streams.n; i++)
		if (stream_at(g, i)->n_buckets > 0)
			draw_parts(r, stream_at(g, i));
	return EXIT_OK;
}

static int
plot_series(struct run *r)
{
	struct gather g = { 0 };
	const struct json_val *v;
	int status;

	gather_want(&g, r->in);
	while ((v = jsonl_next(r->in)) != NULL)
		gather_record(&g, r->in, v);
	gather_end(&g);
	status = draw_series(r, &g);
	gather_free(&g);
	return status;
}

static int
plot_network(struct run *r)
{
	struct network w = { 0 };
	const struct json_val *v;
	int status = EXIT_OK;

	network_want(&w, r->in);
	while ((v = jsonl_next(r->in)) != NULL)
		network_record(&w, r->in, v);
	network_end(&w, r->set.map ? MAP_MOST : MATRIX_MOST);
	if (w.n == 0)
		status = nothing("node or overlap");
	else if (r->set.map)
		map_draw(pages_next(r->pages, STR("map"), 1, 1), &r->look, &w);
	else
		matrix_draw(
		    pages_next(r->pages, STR("matrix"), 1, 1), &r->look, &w);
	network_free(&w);
	return status;
}

static int
plot_params(struct run *r)
{
	struct params a = { 0 };
	const struct json_val *v;
	int status = EXIT_OK;

	params_want(&a, r->in);
	while ((v = jsonl_next(r->in)) != NULL)
		params_record(&a, r->in, v);
	if (a.params.n == 0)
		status = nothing("vts");
	else
		params_draw(
		    pages_next(r->pages, STR("params"), 1, 1), &r->look, &a);
	params_free(&a);
	return status;
}

/* What is drawn, and from which records. */
static int
plot(struct run *r)
{
	if (r->set.map || r->set.matrix)
		return plot_network(r);
	if (r->set.params)
		return plot_params(r);
	return plot_series(r);
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	int first = opt_parse(&tool, argc, argv, &r.set), status;

	r.look = look_of(&r.set);
	r.pages =
	    pages_open(r.set.output, r.set.format, r.look.width, r.look.height);
	r.in = inputs_open(argv + first, &r.set.dates, &r.set.io, NULL);
	status = plot(&r);
	status = exit_worse(status, pages_close(r.pages));
	return exit_worse(status, jsonl_finish(r.in, NULL));
}
