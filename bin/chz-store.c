/*
 * chz-store - keep broadcasts on disk, whatever happens.
 * Records of any kind in; files by date, streamer and broadcast, and with -k
 * the records that are safely stored out.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/notify.h"
#include "core/opt.h"
#include "core/sig.h"
#include "core/when.h"
#include "import/channels.h"
#include "jsonl/jsonl.h"
#include "store/archive.h"
#include "store/inputs.h"
#include "store/lock.h"
#include "store/rewrite.h"

enum {
	LARGE = 4 * 1024 * 1024, /* bytes that are worth a commit */
	NAMES_MAX = 16 * 1024 * 1024,
	SYNC_MS = 200 /* no record waits longer for the disk */
};

struct settings {
	struct archive_settings archive;
	const char *zone, *names_file;
	const char *rewrite;
	bool keep, leave_open;
	struct walk_dates dates;
	struct jsonl_settings io;
};

static const struct opt options[] = {
	{ 'c', "channels", "FILE", "names of channels, as chz-lives reads them",
	    OPT_TEXT(struct settings, names_file) },
	{ 'k', "keep", NULL, "pass on each record once it is stored",
	    OPT_FLAG(struct settings, keep) },
	{ 0, "sync", NULL, "store means on the disk, not with the kernel",
	    OPT_FLAG(struct settings, archive.sync) },
	{ 0, "zstd", NULL, "compress finished broadcasts",
	    OPT_FLAG(struct settings, archive.zstd) },
	{ 0, "on-close", "CMD", "run CMD DIRECTORY for a finished broadcast",
	    OPT_TEXT(struct settings, archive.on_close) },
	{ 0, "children", "N", "run at most N commands at once",
	    OPT_COUNT(struct settings, archive.jobs), .def = "2" },
	{ 0, "idle", "DUR", "finish a broadcast after DUR of silence",
	    OPT_SPAN(struct settings, archive.idle_ms), .def = "30m" },
	{ 0, "leave-open", NULL, "leave broadcasts open when the input ends",
	    OPT_FLAG(struct settings, leave_open) },
	{ 0, "rewrite", "CMD", "pass the files of DIR through CMD FILE",
	    OPT_TEXT(struct settings, rewrite) },
	{ 0, "tz", "ZONE", "name directories by ZONE's time",
	    OPT_TEXT(struct settings, zone),
	    OPT_GIVEN(struct settings, archive.local), .def = "Asia/Seoul" },
	{ 0 },
};

static const struct tool tool = {
	.name = "chz-store",
	.operands = "DIR [FILE|DIR...]",
	.about = "Keep broadcasts on disk, whatever happens.",
	.opts = options,
	.groups = OPT_GROUPS(INPUTS_GROUP(struct settings, dates),
	    JSONL_GROUPS(struct settings, io)),
	.examples = OPT_LINES("chz-lives -f | chz-tap | chz-store archive",
	    "chz-tap chzzk:a1b2c3d4e5f60718293a4b5c6d7e8f90 | chz-store "
	    "archive"),
};

struct run {
	struct settings set;
	struct archive *archive;
	struct buf names; /* the list of channels, as it is read */
	struct jsonl *in;
	struct out *out;
	int64_t committed; /* monotonic */
	int status;
};

/* Nothing that was not stored may be passed on. */
static void
give_up(struct run *r)
{
	if (!sig_caught()) {
		diag_error("%s", archive_why(r->archive));
		r->status = EXIT_SOME_FAILED;
	}
	r->out->buf.n = 0;
	jsonl_stop(r->in);
}

static bool
commit(struct run *r)
{
	notify_alive();
	if (!archive_commit(r->archive)) {
		give_up(r);
		return false;
	}
	out_flush(r->out);
	r->committed = when_monotonic();
	return true;
}

/* The input has run dry: what came is stored, and the clock is looked at. */
static int
while_waiting(void *ctx)
{
	struct run *r = ctx;
	int again_ms = -1;

	if (commit(r) && !archive_tick(r->archive, &again_ms))
		give_up(r);
	return notify_limit(again_ms);
}

static bool
is_time(const struct run *r)
{
	return r->set.io.line_buffered ||
	    archive_pending(r->archive) >= LARGE ||
	    (r->set.archive.sync && when_monotonic() - r->committed >= SYNC_MS);
}

static void
store(struct run *r, const struct archive_record *record)
{
	int again_ms;

	if (!archive_add(r->archive, record)) {
		give_up(r);
		return;
	}
	if (r->set.keep) {
		buf_str(&r->out->buf, record->line);
		buf_addc(&r->out->buf, '\n');
	}
	if (is_time(r) && commit(r) && !archive_tick(r->archive, &again_ms))
		give_up(r);
}

static void
store_all(struct run *r)
{
	struct archive_reader records;
	struct buf made = { 0 };
	const struct json_val *v;

	archive_want(&records, r->in);
	while (r->status == 0 && (v = jsonl_next(r->in)) != NULL) {
		struct archive_record record = archive_read(&records, v, &made);

		store(r, &record);
	}
	if (r->status == 0 && commit(r) &&
	    !archive_finish(r->archive, !r->set.leave_open && !sig_caught()))
		give_up(r);
	buf_free(&made);
}

/* The name that the list of channels gives one; absent when it does not. */
static struct str
listed_name(void *ctx, struct str channel_id)
{
	struct run *r = ctx;
	struct str rest = buf_view(&r->names), id, name;

	while (rest.n > 0)
		if (channels_line(str_cut(&rest, '\n'), &id, &name) &&
		    str_eq(id, channel_id))
			return name;
	return (struct str){ 0 };
}

static void
read_names(struct run *r)
{
	const char *path = r->set.names_file;

	if (path == NULL)
		return;
	if (!file_read(path, NAMES_MAX, &r->names))
		diag_die(EXIT_SOME_FAILED, "%s: %s", path, strerror(errno));
	r->set.archive.name_of = listed_name;
	r->set.archive.name_ctx = r;
}

static void
open_archive(struct run *r, const char *dir)
{
	struct buf why = { 0 };

	r->set.archive.dir = dir;
	if (r->set.archive.local)
		setenv("TZ", r->set.zone, 1);
	r->archive = archive_open(&r->set.archive, &why);
	if (r->archive == NULL)
		diag_die(EXIT_SOME_FAILED, "%s: %s", dir, buf_text(&why));
	buf_free(&why);
}

/* One writer at a time, this one too. */
static int
lock(const char *dir)
{
	int root = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;
	struct buf why = { 0 };

	if (root < 0)
		diag_die(EXIT_SOME_FAILED, "%s: %s", dir, strerror(errno));
	fd = lock_take(root, &why);
	if (fd < 0)
		diag_die(EXIT_SOME_FAILED, "%s: %s", dir, buf_text(&why));
	close(root);
	return fd;
}

/* --rewrite: each file of the archive as the command makes it. */
static int
rewrite(struct settings *set, char *operands[])
{
	struct opt_list files = { 0 };
	struct arena names = { 0 };
	struct buf why = { 0 };
	int status = EXIT_OK, held = lock(operands[0]);
	size_t n[REWRITE_FAILED + 1] = { 0 };

	if (operands[1] != NULL)
		opt_misuse("--rewrite reads no FILE");
	sig_catch();
	if (!walk(&files, operands[0], &set->dates, &names))
		status = EXIT_SOME_FAILED;
	for (size_t i = 0; i < files.n && !sig_caught(); i++) {
		why.n = 0;
		n[rewrite_file(files.at[i], set->rewrite, &why)]++;
		if (why.n > 0)
			diag_error("%s", buf_text(&why));
	}
	diag_note("%zu files rewritten, %zu as they were, %zu failed",
	    n[REWRITE_DONE], n[REWRITE_SAME], n[REWRITE_FAILED]);
	if (n[REWRITE_FAILED] > 0)
		status = EXIT_SOME_FAILED;
	close(held);
	opt_list_free(&files);
	arena_free(&names);
	buf_free(&why);
	sig_die();
	return status;
}

int
main(int argc, char *argv[])
{
	struct run r = { 0 };
	char **operands = argv + opt_parse(&tool, argc, argv, &r.set);

	if (r.set.rewrite != NULL)
		return rewrite(&r.set, operands);
	read_names(&r);
	open_archive(&r, operands[0]);
	r.out = out_open(r.set.io.output, r.set.io.line_buffered);
	r.in = inputs_open(operands + 1, &r.set.dates, &r.set.io, NULL);
	jsonl_on_wait(r.in, while_waiting, &r);
	notify_ready();
	store_all(&r);
	if (archive_flawed(r.archive))
		r.status = EXIT_SOME_FAILED;
	archive_close(r.archive);
	buf_free(&r.names);
	return exit_worse(r.status, jsonl_finish(r.in, r.out));
}
