/*
 * chz-page - make a web page of broadcasts, to click.
 * Events, ts, peak, topic, live and replay records in, or node, overlap and
 * cluster; one HTML file out.  Or an archive in, and a directory of them out.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chart/words.h"
#include "core/diag.h"
#include "core/name.h"
#include "core/opt.h"
#include "core/sibling.h"
#include "core/sig.h"
#include "jsonl/jsonl.h"
#include "store/inputs.h"
#include "web/audiences.h"
#include "web/broadcast.h"
#include "web/entry.h"
#include "web/pack.h"
#include "web/page.h"
#include "web/site.h"

struct settings {
	const char *title, *replay;
	enum words_language language;
	int64_t offset_sec;
	bool map;
	struct walk_dates dates;
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
	.operands = "[FILE|DIR...]",
	.rules = OPT_LINES("map | replay", "map | offset"),
	.about = "Make a web page of broadcasts, to click.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUP(jsonl_output_options, struct settings, io),
	    JSONL_GROUP(jsonl_input_options, struct settings, io)),
	.examples = OPT_LINES(
	    "chz-ts events.jsonl | chz-peaks | chz-page -o page.html - "
	    "events.jsonl",
	    "chz-page --replay https://youtu.be/abc -o page.html events.jsonl",
	    "chz-jaccard *.jsonl | chz-cluster -k | chz-page --map -o "
	    "map.html",
	    "chz-page -o site archive"),
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

/* Ends the data and appends the page with it. */
static void
end_page(struct buf *to, const struct page_files *files, struct buf *data)
{
	struct buf packed = { 0 };

	put_close(data);
	pack_put(&packed, buf_view(data));
	put_page(to, files, buf_view(&packed));
	buf_free(&packed);
}

static int
nothing(const char *what)
{
	diag_error("nothing to show: no records of %s", what);
	return EXIT_SOME_FAILED;
}

/* Appends the page of all broadcasts of the input, and adds up what the index
 * says of them, where `entry` is not NULL; false when there are none. */
static bool
put_broadcasts(const struct settings *set, struct jsonl *in, struct buf *page,
    struct entry *entry)
{
	const struct page_files files = page_broadcast();
	struct broadcasts all = { 0 };
	struct buf data = { 0 };
	const struct json_val *v;
	bool any;

	broadcasts_want(&all, in);
	if (entry != NULL)
		entry_want(entry, in);
	while ((v = jsonl_next(in)) != NULL) {
		broadcasts_record(&all, v);
		if (entry != NULL)
			entry_record(entry, v);
	}
	begin_data(&data, set);
	put_text(&data, "replay", str_of(set->replay));
	put_int(&data, "offset", set->offset_sec);
	if (entry != NULL)
		put_text(&data, "home", STR("index.html"));
	broadcasts_put(&all, &data);
	any = all.streams.n > 0;
	if (any)
		end_page(page, &files, &data);
	broadcasts_free(&all);
	buf_free(&data);
	return any;
}

static int
page_broadcasts(const struct settings *set, struct jsonl *in, struct out *out)
{
	return put_broadcasts(set, in, &out->buf, NULL)
	    ? EXIT_OK
	    : nothing("a broadcast");
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
		end_page(&out->buf, &files, &data);
	else
		status = nothing("audiences");
	network_free(&w);
	buf_free(&data);
	return status;
}

/* ---- an archive as a directory of pages ---- */

/* A broadcast of the archive: its directory, and the event files in there. */
struct archived {
	struct str dir;
	const char *const *files; /* ends with NULL */
	size_t n;
};

struct run {
	const struct settings *set;
	struct site site;
	struct arena texts;
	size_t made, kept;
	bool failed;
};

static struct str
directory_of(const char *path)
{
	const char *end = strrchr(path, '/');

	return end == NULL ? STR(".")
			   : (struct str){ path, (size_t)(end - path) };
}

/* "2026-01-06_봄하늘_202000_1_a1b2": what the directory and the one around it
 * are called. */
static struct str
name_of(struct run *r, struct str dir)
{
	struct buf name = { 0 }, whole = { 0 };
	struct str around = directory_of(arena_copy(&r->texts, dir.p, dir.n)),
		   base = dir;
	const char *text;

	base.p += around.n < dir.n && dir.p[around.n] == '/' ? around.n + 1 : 0;
	base.n -= (size_t)(base.p - dir.p);
	text = memrchr(around.p, '/', around.n);
	if (text != NULL)
		around = (struct str){ text + 1,
			(size_t)(around.p + around.n - text - 1) };
	buf_fmt(&whole, "%.*s_%.*s", STR_ARG(around), STR_ARG(base));
	name_safe(&name, buf_view(&whole));
	text = arena_copy(&r->texts, name.p, name.n);
	buf_free(&whole);
	buf_free(&name);
	return str_of(text);
}

/* What a page depends on: the events as they are, its own files, its words. */
static void
put_stamp(
    struct buf *b, const struct settings *set, const struct archived *from)
{
	const struct page_files files = page_broadcast();
	struct buf all = { 0 };
	struct stat st;

	buf_str(&all, files.html);
	buf_str(&all, files.body);
	buf_str(&all, files.style);
	buf_str(&all, files.common);
	buf_str(&all, files.script);
	pack_put_hash(b, buf_view(&all));
	buf_free(&all);
	buf_fmt(b, " " CHZ_VERSION " %s", words_languages[set->language - 1]);
	for (size_t i = 0; i < from->n; i++)
		if (stat(from->files[i], &st) == 0)
			buf_fmt(b, " %lld %lld.%09ld", (long long)st.st_size,
			    (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

/* While it is recorded, and was never finished. */
static bool
is_open(struct str dir)
{
	struct buf open = { 0 }, report = { 0 };
	bool is;

	buf_fmt(&open, "%.*s/.open", STR_ARG(dir));
	buf_fmt(&report, "%.*s/collection_report.json", STR_ARG(dir));
	is = access(buf_text(&open), F_OK) == 0 &&
	    access(buf_text(&report), F_OK) != 0;
	buf_free(&open);
	buf_free(&report);
	return is;
}

static const char *
work_file(struct run *r, const char *name)
{
	struct buf path = { 0 };
	const char *copy;

	buf_fmt(&path, "%s/%s", r->site.work.path, name);
	copy = arena_copy(&r->texts, path.p, path.n);
	buf_free(&path);
	return copy;
}

/* The events with their series, peaks and topics, in two files. */
static bool
find_moments(struct run *r, const struct archived *from, const char *peaks,
    const char *topics)
{
	const char *ts = work_file(r, "ts");
	struct siblings count = { 0 }, find = { 0 };
	bool counted;

	siblings_start(&count,
	    (const char *const[]){
		"chz-ts", "--quiet", "--keep", "--output", ts, NULL },
	    from->files);
	siblings_start(&count,
	    (const char *const[]){
		"chz-words", "--quiet", "--output", topics, NULL },
	    from->files);
	counted = siblings_end(&count);
	siblings_start(&find,
	    (const char *const[]){
		"chz-peaks", "--quiet", "--keep", "--output", peaks, NULL },
	    (const char *const[]){ ts, NULL });
	return siblings_end(&find) && counted;
}

/* What is bad in the files was said by those who read them first. */
static bool
make_page(struct run *r, const struct archived *from, struct str name,
    struct str stamp)
{
	const char *files[] = { work_file(r, "peaks"), work_file(r, "topics"),
		NULL };
	struct jsonl_settings io = { .silent = true };
	struct buf page = { 0 }, about = { 0 };
	struct entry entry = { 0 };
	struct jsonl *in;
	bool good = find_moments(r, from, files[0], files[1]);

	in = jsonl_open((char *const *)files, &io, NULL);
	if (put_broadcasts(r->set, in, &page, &entry) && !sig_caught()) {
		entry_put(&entry, &about);
		good = site_put(&r->site, name, stamp, buf_view(&page),
			   buf_view(&about)) &&
		    good;
	}
	jsonl_close(in);
	entry_free(&entry);
	buf_free(&page);
	buf_free(&about);
	return good;
}

static void
take_broadcast(struct run *r, const struct archived *from)
{
	struct str name = name_of(r, from->dir);
	struct buf stamp = { 0 };

	put_stamp(&stamp, r->set, from);
	if (site_has(&r->site, name, buf_view(&stamp))) {
		r->kept++;
	} else if (!is_open(from->dir)) {
		r->made++;
		if (!make_page(r, from, name, buf_view(&stamp)) &&
		    !sig_caught()) {
			diag_error("%.*s: its page lacks something",
			    STR_ARG(from->dir));
			r->failed = true;
		}
	}
	buf_free(&stamp);
}

/* Event files of one directory stand together.  False when a signal came. */
static bool
take_all(struct run *r, const struct opt_list *files)
{
	for (size_t i = 0, n; i < files->n && !sig_caught(); i += n) {
		struct archived from = { directory_of(files->at[i]), NULL, 0 };
		struct opt_list own = { 0 };

		for (n = 0; i + n < files->n &&
		     str_eq(directory_of(files->at[i + n]), from.dir);
		     n++)
			opt_list_add(&own, files->at[i + n]);
		from.files = own.at;
		from.n = own.n;
		take_broadcast(r, &from);
		opt_list_free(&own);
	}
	return !sig_caught();
}

static bool
make_index(struct run *r, bool all)
{
	const struct page_files files = page_index();
	struct buf data = { 0 }, page = { 0 };
	bool good;

	begin_data(&data, r->set);
	put_array(&data, "broadcasts");
	good = site_finish(&r->site, all, &data);
	put_array_close(&data);
	if (good && site_is_stale(&r->site)) {
		end_page(&page, &files, &data);
		good = site_put_index(&r->site, buf_view(&page));
	}
	buf_free(&data);
	buf_free(&page);
	return good;
}

static bool
is_directory(const char *path)
{
	struct stat st;

	return path != NULL && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The event files of all; false when one could not be listed, which is named.
 */
static bool
list_archives(struct opt_list *files, char *const dirs[],
    const struct walk_dates *dates, struct arena *texts)
{
	bool good = true;

	for (; *dirs != NULL; dirs++) {
		if (is_directory(*dirs) && walk(files, *dirs, dates, texts))
			continue;
		diag_error("%s: %s", *dirs,
		    is_directory(*dirs) ? strerror(errno) : "no directory");
		good = false;
	}
	return good;
}

static int
page_archive(const struct settings *set, char *const dirs[])
{
	struct run r = { .set = set };
	struct opt_list files = { 0 };

	bool listed;

	sig_catch();
	listed = list_archives(&files, dirs, &set->dates, &r.texts);
	/* What cannot be listed now, or is not wanted, is no reason to remove
	 * a page. */
	if (!site_open(&r.site, set->io.output) || !take_all(&r, &files) ||
	    !make_index(&r, listed && set->dates.from.p == NULL)) {
		if (!sig_caught())
			diag_error("%s: %s", set->io.output, strerror(errno));
		r.failed = true;
	} else {
		diag_note("%s/index.html: %zu pages made, %zu were there",
		    set->io.output, r.made, r.kept);
	}
	site_close(&r.site);
	opt_list_free(&files);
	arena_free(&r.texts);
	return exit_worse(r.failed || !listed ? EXIT_SOME_FAILED : EXIT_OK,
	    jsonl_finish(NULL, NULL));
}

static void
check_archive(struct settings *set)
{
	if (set->io.output == NULL || strcmp(set->io.output, "-") == 0)
		opt_misuse("an archive's pages need a directory: -o DIR");
	if (set->map || set->replay != NULL || set->offset_sec != 0)
		opt_misuse("--map, --replay and --offset are of one page");
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
	if (is_directory(argv[first])) {
		check_archive(&set);
		return page_archive(&set, argv + first);
	}
	in = inputs_open(argv + first, &set.dates, &set.io, NULL);
	out = out_open(set.io.output, false);
	status = set.map ? page_audiences(&set, in, out)
			 : page_broadcasts(&set, in, out);
	return exit_worse(status, jsonl_finish(in, out));
}
