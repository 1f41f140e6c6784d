/*
 * chz-store - keep broadcasts on disk, whatever happens.
 * Records of any kind in; files by date, streamer and broadcast, and with -k
 * the records that are safely stored out.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/when.h"
#include "import/channels.h"
#include "jsonl/jsonl.h"
#include "store/archive.h"

enum {
	LARGE = 4 * 1024 * 1024, /* bytes that are worth a commit */
	NAMES_MAX = 16 * 1024 * 1024,
	SYNC_MS = 200 /* no record waits longer for the disk */
};

static struct jsonl_settings io;
static const char *zone, *names_file;
static bool keep, leave_open;
static long children = 2;
static struct archive_settings set = { .idle_ms = 30 * 60 * 1000 };

static const struct opt options[] = {
	{ 'c', "channels", "FILE", "names of channels, as chz-lives reads them",
	    .text = &names_file },
	{ 'k', "keep", NULL, "pass on each record once it is stored",
	    .flag = &keep },
	{ 0, "sync", NULL, "store means on the disk, not with the kernel",
	    .flag = &set.sync },
	{ 0, "zstd", NULL, "compress finished broadcasts", .flag = &set.zstd },
	{ 0, "on-close", "CMD", "run CMD DIRECTORY for a finished broadcast",
	    .text = &set.on_close },
	{ 0, "children", "N", "run at most N commands at once (2)",
	    .count = &children },
	{ 0, "idle", "DUR", "finish a broadcast after DUR of silence (30m)",
	    .span = &set.idle_ms },
	{ 0, "leave-open", NULL, "leave broadcasts open when the input ends",
	    .flag = &leave_open },
	{ 0, "tz", "ZONE", "name directories by ZONE's time (Asia/Seoul)",
	    .text = &zone },
	JSONL_OPTIONS(io),
	{ 0 },
};

static const char *const examples[] = {
	"chz-lives -f | chz-tap | chz-store archive",
	"chz-tap ID | chz-store -k --sync archive | chz-ts",
	NULL,
};

static const struct tool tool = {
	.name = "chz-store",
	.operands = "DIR [FILE...]",
	.about = "Keep broadcasts on disk, whatever happens.",
	.opts = options,
	.examples = examples,
};

static struct archive *archive;
static struct buf names_text;
static struct jsonl *in;
static struct out *out;
static int64_t committed; /* monotonic */
static int status;

/* Nothing that was not stored may be passed on. */
static void
give_up(void)
{
	if (!sig_caught()) {
		diag_error("%s", archive_why(archive));
		status = EXIT_SOME_FAILED;
	}
	out->buf.n = 0;
	jsonl_stop(in);
}

static bool
commit(void)
{
	if (!archive_commit(archive)) {
		give_up();
		return false;
	}
	out_flush(out);
	committed = when_monotonic();
	return true;
}

/* The input has run dry: what came is stored, and the clock is looked at. */
static int
while_waiting(void *ctx)
{
	int again_ms = -1;

	(void)ctx;
	if (commit() && !archive_tick(archive, &again_ms))
		give_up();
	return again_ms;
}

static bool
is_time(void)
{
	return io.line_buffered || archive_pending(archive) >= LARGE ||
	    (set.sync && when_monotonic() - committed >= SYNC_MS);
}

static void
store(const struct archive_record *r)
{
	int again_ms;

	if (!archive_add(archive, r)) {
		give_up();
		return;
	}
	if (keep) {
		buf_str(&out->buf, r->line);
		buf_addc(&out->buf, '\n');
	}
	if (is_time() && commit() && !archive_tick(archive, &again_ms))
		give_up();
}

static void
store_all(void)
{
	struct archive_reader records;
	struct buf made = { 0 };
	const struct json_val *v;

	archive_want(&records, in);
	while (status == 0 && (v = jsonl_next(in)) != NULL) {
		struct archive_record r = archive_read(&records, v, &made);

		store(&r);
	}
	if (status == 0 && commit() &&
	    !archive_finish(archive, !leave_open && !sig_caught()))
		give_up();
	buf_free(&made);
}

/* The name that the list of channels gives one; absent when it does not. */
static struct str
listed_name(void *ctx, struct str channel_id)
{
	struct str rest = buf_view(&names_text), id, name;

	(void)ctx;
	while (rest.n > 0)
		if (channels_line(str_cut(&rest, '\n'), &id, &name) &&
		    str_eq(id, channel_id))
			return name;
	return (struct str){ 0 };
}

static void
read_names(void)
{
	if (names_file == NULL)
		return;
	if (!file_read(names_file, NAMES_MAX, &names_text))
		diag_die(
		    EXIT_SOME_FAILED, "%s: %s", names_file, strerror(errno));
	set.name_of = listed_name;
}

static void
open_archive(const char *dir)
{
	struct buf why = { 0 };

	set.dir = dir;
	set.jobs = (size_t)children;
	set.local = zone != NULL;
	if (zone != NULL)
		setenv("TZ", zone, 1);
	archive = archive_open(&set, &why);
	if (archive == NULL)
		diag_die(EXIT_SOME_FAILED, "%s: %s", dir, buf_text(&why));
	buf_free(&why);
}

int
main(int argc, char *argv[])
{
	int first = opt_parse(&tool, argc, argv, NULL);

	if (first == argc)
		opt_misuse("a directory is needed");
	read_names();
	open_archive(argv[first]);
	out = out_open(io.output, io.line_buffered);
	in = jsonl_open(argv + first + 1, &io, NULL);
	jsonl_on_wait(in, while_waiting, NULL);
	store_all();
	if (archive_flawed(archive))
		status = EXIT_SOME_FAILED;
	archive_close(archive);
	buf_free(&names_text);
	diag_end();
	return exit_worse(status, jsonl_finish(in, out));
}
