/*
 * chz-page - make a web page of broadcasts, to click.
 * Events, ts, peak, topic, live and replay records in, or node, overlap and
 * cluster; one HTML file out.
 */

#include <stdlib.h>
#include <string.h>

#include "chart/words.h"
#include "core/diag.h"
#include "core/opt.h"
#include "jsonl/jsonl.h"
#include "web/audiences.h"
#include "web/broadcast.h"
#include "web/pack.h"
#include "web/page.h"

struct settings {
	const char *title, *replay;
	enum words_language language;
	int64_t offset_sec;
	bool map;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "title", "TEXT", "instead of the broadcast's own",
	    OPT_TEXT(struct settings, title) },
	{ 0, "replay", "URL", "where the replay is",
	    OPT_TEXT(struct settings, replay) },
	{ 0, "offset", "DUR", "how much later the replay shows things",
	    OPT_SECONDS(struct settings, offset_sec) },
	{ 0, "map", NULL, "audiences, from node, overlap and cluster",
	    OPT_FLAG(struct settings, map) },
	{ 0, "lang", "LANG", "the page's words",
	    OPT_CHOICE(struct settings, language, words_languages),
	    .conf = "CHZ_LANG", .def = "ko" },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-page",
	.operands = "[FILE...]",
	.rules = OPT_LINES("map | replay", "map | offset"),
	.about = "Make a web page of broadcasts, to click.",
	.opts = options,
	.groups =
	    OPT_GROUPS(JSONL_GROUP(jsonl_output_options, struct settings, io),
		JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.examples = OPT_LINES(
	    "chz-ts events.jsonl | chz-peaks | chz-page -o page.html - "
	    "events.jsonl",
	    "chz-page --replay https://youtu.be/abc -o page.html events.jsonl",
	    "chz-jaccard *.jsonl | chz-cluster -k | chz-page --map -o "
	    "map.html"),
};

/* What the page's script finds in the page, as JSON: this, and more. */
static void
begin_data(struct buf *b, const struct settings *set)
{
	put_open(b);
	put_text(b, "title", str_of(set->title));
	put_text(b, "lang", str_of(words_languages[set->language - 1]));
}

static bool
is_web(const char *url)
{
	return strncmp(url, "https://", 8) == 0 ||
	    strncmp(url, "http://", 7) == 0;
}

static void
put_page(struct buf *to, const struct page_files *files, struct str data)
{
	struct buf hash = { 0 }, script = { 0 };

	buf_str(&script, files->common);
	buf_str(&script, files->script);
	pack_put_hash(&hash, buf_view(&script));
	page_fill(to, files->html,
	    (const struct page_part[]){ { "hash", buf_view(&hash) },
		{ "style", files->style }, { "body", files->body },
		{ "data", data }, { "script", buf_view(&script) }, { 0 } });
	buf_free(&hash);
	buf_free(&script);
}

/* Ends the data and writes the page with it. */
static void
write_page(struct out *out, const struct page_files *files, struct buf *data)
{
	struct buf packed = { 0 };

	put_close(data);
	pack_put(&packed, buf_view(data));
	put_page(&out->buf, files, buf_view(&packed));
	buf_free(&packed);
}

static int
nothing(const char *what)
{
	diag_error("nothing to show: no records of %s", what);
	return EXIT_SOME_FAILED;
}

static int
page_broadcasts(const struct settings *set, struct jsonl *in, struct out *out)
{
	const struct page_files files = page_broadcast();
	struct broadcasts all = { 0 };
	struct buf data = { 0 };
	const struct json_val *v;
	int status = EXIT_OK;

	broadcasts_want(&all, in);
	while ((v = jsonl_next(in)) != NULL)
		broadcasts_record(&all, v);
	begin_data(&data, set);
	put_text(&data, "replay", str_of(set->replay));
	put_int(&data, "offset", set->offset_sec);
	broadcasts_put(&all, &data);
	if (all.streams.n > 0)
		write_page(out, &files, &data);
	else
		status = nothing("a broadcast");
	broadcasts_free(&all);
	buf_free(&data);
	return status;
}

static int
page_audiences(const struct settings *set, struct jsonl *in, struct out *out)
{
	const struct page_files files = page_map();
	struct network w = { 0 };
	struct buf data = { 0 };
	const struct json_val *v;
	int status = EXIT_OK;

	network_want(&w, in);
	while ((v = jsonl_next(in)) != NULL)
		network_record(&w, in, v);
	network_end(&w, AUDIENCES_MOST);
	begin_data(&data, set);
	if (w.n > 0 && audiences_put(&w, &data))
		write_page(out, &files, &data);
	else
		status = nothing("audiences");
	network_free(&w);
	buf_free(&data);
	return status;
}

int
main(int argc, char *argv[])
{
	struct settings set = { 0 };
	int first = opt_parse(&tool, argc, argv, &set), status;
	struct jsonl *in;
	struct out *out;

	if (set.replay != NULL && !is_web(set.replay))
		opt_misuse("--replay: '%s' is no web address", set.replay);
	in = jsonl_open(argv + first, &set.io, NULL);
	out = out_open(set.io.output, false);
	status = set.map ? page_audiences(&set, in, out)
			 : page_broadcasts(&set, in, out);
	return exit_worse(status, jsonl_finish(in, out));
}
