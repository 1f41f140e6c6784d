/*
 * chz-plot - draw a broadcast's chat as a chart to share.
 * Records ts, peak, topic and live in, PNG, SVG or PDF out.
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "chart/gather.h"
#include "chart/map.h"
#include "chart/matrix.h"
#include "chart/overlay.h"
#include "chart/pages.h"
#include "chart/params.h"
#include "chart/rate.h"
#include "core/conf.h"
#include "core/diag.h"
#include "core/num.h"
#include "core/opt.h"

static const char *output, *format, *size, *title, *by;
static const char *theme = "light", *language;
static int64_t split_ms;
static long top = 5;
static bool clock_axis, overlay, map, matrix, params;
static struct jsonl_settings io;

static const struct opt options[] = {
	{ 'o', "output", "FILE", "write to FILE; %s is the stream, %n the part",
	    .text = &output },
	{ 'f', "format", "FORMAT",
	    "png, svg or pdf (default: by FILE's ending)", .text = &format },
	{ 0, "params", NULL, "an avatar's parameters, from chz-sim --vts-log",
	    .flag = &params },
	{ 's', "size", "WxH", "in pixels (default 1600x600; maps 1200x1000)",
	    .text = &size },
	{ 0, "title", "TEXT", "instead of the broadcast's own",
	    .text = &title },
	{ 0, "theme", "NAME", "light or dark (default light)", .text = &theme },
	{ 0, "lang", "LANG", "en or ko (default $CHZ_LANG, else en)",
	    .text = &language },
	{ 'n', "top", "N", "mark the N best peaks (default 5)", .count = &top },
	{ 0, "by", "NAME", "peaks found by z, volume or surge", .text = &by },
	{ 0, "clock", NULL, "time of day instead of time since the start",
	    .flag = &clock_axis },
	{ 0, "overlay", NULL, "all broadcasts in one chart", .flag = &overlay },
	{ 0, "split", "DUR", "a chart for each DUR of a broadcast",
	    .span = &split_ms },
	{ 0, "strict", NULL, "stop at the first bad line", .flag = &io.strict },
	{ 0, "map", NULL, "audiences as a network, from node and overlap",
	    .flag = &map },
	{ 0, "matrix", NULL, "audiences as a heat map", .flag = &matrix },
	{ 0, "max-record", "SIZE", "longest line taken (default 1Mi)",
	    .size = &io.max_record },
	{ 0 },
};

static const char *const examples[] = {
	"chz-ts events.jsonl | chz-peaks -k | chz-plot -o chart.png",
	"chz-jaccard *.jsonl | chz-plot --map -o map.svg",
	"chz-plot --theme dark --lang ko -s 720x480 -o %s.png ts.jsonl",
	NULL,
};

static const struct tool tool = {
	.name = "chz-plot",
	.operands = "[FILE...]",
	.about = "Draw a broadcast's chat as a chart to share.",
	.opts = options,
	.examples = examples,
};

enum { SMALLEST = 240, MOST_PEAKS = 99 };

static int
take_pixels(struct str text)
{
	int64_t n;

	if (!num_int(text, &n) || n < SMALLEST || n > CANVAS_LARGEST)
		opt_misuse("--size: '%s' is not WxH with %d to %d pixels each",
		    size, SMALLEST, CANVAS_LARGEST);
	return (int)n;
}

/* Turns the settings into a look, or ends. */
static struct look
take_look(void)
{
	struct str width, height;
	struct look look = { .theme = theme_find(theme),
		.title = str_of(title),
		.top = (size_t)top,
		.by = peak_by_of(str_of(by)),
		.clock = clock_axis };

	if (language == NULL)
		language = conf_get("CHZ_LANG", "en");
	if (size == NULL)
		size = map || matrix ? "1200x1000"
		    : params         ? "1600x1000"
				     : "1600x600";
	look.words = words_find(language);
	height = str_of(size);
	width = str_cut(&height, 'x');
	look.width = take_pixels(width);
	look.height = take_pixels(height);
	if (look.theme == NULL)
		opt_misuse("--theme: '%s' is not light or dark", theme);
	if (look.words == NULL)
		opt_misuse("--lang: '%s' is not en or ko", language);
	if (map + matrix + overlay + params > 1)
		opt_misuse("one of --map, --matrix, --overlay and --params "
			   "at a time");
	if (by != NULL && look.by == PEAK_UNKNOWN)
		opt_misuse("--by: '%s' is not z, volume or surge", by);
	if (top > MOST_PEAKS)
		opt_misuse("--top: at most %d", MOST_PEAKS);
	return look;
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
draw_parts(struct pages *p, const struct look *look, const struct stream *s)
{
	struct extent all = stream_extent(s), e = all;
	int64_t step = split_ms / 1000;
	int64_t parts = step > 0 ? (all.to - 1) / step + 1 : 1;

	if (step == 0) {
		rate_draw(pages_next(p, s->id, 1, 1), look, s, all, 1, 1);
		return;
	}
	for (size_t i = 0, n; i < s->n_buckets; i += n) {
		int64_t part = s->buckets[i].sec / step;

		e.from = part * step > all.from ? part * step : all.from;
		e.to = (part + 1) * step < all.to ? (part + 1) * step : all.to;
		stream_within(s, e, &n);
		rate_draw(pages_next(p, s->id, part + 1, parts), look, s, e,
		    part + 1, parts);
	}
}

static int
draw_series(const struct gather *g, const struct look *look, struct pages *p)
{
	size_t streams = 0;

	for (uint32_t i = 0; i < g->ids.n; i++)
		streams += g->streams[i].n_buckets > 0;
	if (streams == 0)
		return nothing("ts");
	if (overlay) {
		overlay_draw(pages_next(p, STR("all"), 1, 1), look, g->streams,
		    g->ids.n);
		return EXIT_OK;
	}
	if (streams > 1 && !pages_apart(p)) {
		diag_error("%zu broadcasts: put %%s into the output's name, or "
			   "use --overlay",
		    streams);
		return EXIT_SOME_FAILED;
	}
	for (uint32_t i = 0; i < g->ids.n; i++)
		if (g->streams[i].n_buckets > 0)
			draw_parts(p, look, g->streams + i);
	return EXIT_OK;
}

static int
plot_series(struct jsonl *in, const struct look *look, struct pages *p)
{
	struct gather g = { 0 };
	const struct json_val *v;
	int status;

	gather_want(&g, in);
	while ((v = jsonl_next(in)) != NULL)
		gather_record(&g, in, v);
	gather_end(&g);
	status = draw_series(&g, look, p);
	gather_free(&g);
	return status;
}

static int
plot_network(struct jsonl *in, const struct look *look, struct pages *p)
{
	struct network w = { 0 };
	const struct json_val *v;
	int status = EXIT_OK;

	network_want(&w, in);
	while ((v = jsonl_next(in)) != NULL)
		network_record(&w, in, v);
	network_end(&w, map ? MAP_MOST : MATRIX_MOST);
	if (w.n == 0)
		status = nothing("node or overlap");
	else if (map)
		map_draw(pages_next(p, STR("map"), 1, 1), look, &w);
	else
		matrix_draw(pages_next(p, STR("matrix"), 1, 1), look, &w);
	network_free(&w);
	return status;
}

static int
plot_params(struct jsonl *in, const struct look *look, struct pages *p)
{
	struct params a = { 0 };
	const struct json_val *v;
	int status = EXIT_OK;

	params_want(&a, in);
	while ((v = jsonl_next(in)) != NULL)
		params_record(&a, in, v);
	if (a.names.n == 0)
		status = nothing("vts");
	else
		params_draw(pages_next(p, STR("params"), 1, 1), look, &a);
	params_free(&a);
	return status;
}

/* What is drawn, and from which records. */
static int
plot(struct jsonl *in, const struct look *look, struct pages *p)
{
	if (map || matrix)
		return plot_network(in, look, p);
	if (params)
		return plot_params(in, look, p);
	return plot_series(in, look, p);
}

int
main(int argc, char *argv[])
{
	int first = opt_parse(&tool, argc, argv);
	struct look look = take_look();
	struct pages *pages =
	    pages_open(output, format, look.width, look.height);
	struct jsonl *in = jsonl_open(argv + first, &io, NULL);
	int status = plot(in, &look, pages);

	status = exit_worse(status, pages_close(pages));
	return exit_worse(status, jsonl_finish(in, NULL));
}
