/*
 * chz-page - make a web page of broadcasts, to click.
 * Events, ts, peak, topic, live and replay records in; one HTML file out.
 */

#include <stdlib.h>
#include <string.h>

#include "chart/words.h"
#include "core/diag.h"
#include "core/opt.h"
#include "jsonl/jsonl.h"
#include "web/broadcast.h"
#include "web/pack.h"
#include "web/page.h"

struct settings {
	const char *title, *replay;
	enum words_language language;
	int64_t offset_sec;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 0, "title", "TEXT", "instead of the broadcast's own",
	    OPT_TEXT(struct settings, title) },
	{ 0, "replay", "URL", "where the replay is",
	    OPT_TEXT(struct settings, replay) },
	{ 0, "offset", "DUR", "how much later the replay shows things",
	    OPT_SECONDS(struct settings, offset_sec) },
	{ 0, "lang", "LANG", "the page's words",
	    OPT_CHOICE(struct settings, language, words_languages),
	    .conf = "CHZ_LANG", .def = "ko" },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-page",
	.operands = "[FILE...]",
	.about = "Make a web page of broadcasts, to click.",
	.opts = options,
	.groups =
	    OPT_GROUPS(JSONL_GROUP(jsonl_output_options, struct settings, io),
		JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.examples = OPT_LINES(
	    "chz-ts events.jsonl | chz-peaks | chz-page -o page.html - "
	    "events.jsonl",
	    "chz-page --replay https://youtu.be/abc -o page.html events.jsonl"),
};

/* What page.js finds in the page, as JSON. */
static void
put_data(
    struct buf *b, const struct settings *set, const struct broadcasts *all)
{
	put_open(b);
	put_text(b, "title", str_of(set->title));
	put_text(b, "replay", str_of(set->replay));
	put_int(b, "offset", set->offset_sec);
	put_text(b, "lang", str_of(words_languages[set->language - 1]));
	broadcasts_put(all, b);
	put_close(b);
}

static bool
is_web(const char *url)
{
	return strncmp(url, "https://", 8) == 0 ||
	    strncmp(url, "http://", 7) == 0;
}

static void
put_page(struct buf *to, struct str data)
{
	const struct page_files files = page_broadcast();
	struct buf hash = { 0 };

	pack_put_hash(&hash, files.script);
	page_fill(to, files.html,
	    (const struct page_part[]){ { "hash", buf_view(&hash) },
		{ "style", files.style }, { "data", data },
		{ "script", files.script }, { 0 } });
	buf_free(&hash);
}

static void
write_page(
    struct out *out, const struct settings *set, const struct broadcasts *all)
{
	struct buf plain = { 0 }, packed = { 0 };

	put_data(&plain, set, all);
	pack_put(&packed, buf_view(&plain));
	put_page(&out->buf, buf_view(&packed));
	buf_free(&plain);
	buf_free(&packed);
}

int
main(int argc, char *argv[])
{
	struct settings set = { 0 };
	struct broadcasts all = { 0 };
	int first = opt_parse(&tool, argc, argv, &set), status = EXIT_OK;
	struct jsonl *in = jsonl_open(argv + first, &set.io, NULL);
	struct out *out = out_open(set.io.output, false);
	const struct json_val *v;

	if (set.replay != NULL && !is_web(set.replay))
		opt_misuse("--replay: '%s' is no web address", set.replay);
	broadcasts_want(&all, in);
	while ((v = jsonl_next(in)) != NULL)
		broadcasts_record(&all, v);
	if (all.streams.n == 0) {
		diag_error("nothing to show: no records of a broadcast");
		status = EXIT_SOME_FAILED;
	} else {
		write_page(out, &set, &all);
	}
	broadcasts_free(&all);
	return exit_worse(status, jsonl_finish(in, out));
}
