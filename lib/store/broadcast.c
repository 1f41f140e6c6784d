/* Opens, writes and finishes one broadcast's files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/sig.h"
#include "core/when.h"
#include "store/broadcast.h"
#include "store/journal.h"
#include "store/pack.h"

static bool
failed(struct buf *why, const char *file, const char *what)
{
	why->n = 0;
	buf_fmt(why, "%s: %s", file, what);
	return false;
}

/* DIR/PATH/events.jsonl */
static struct buf
events_path(const struct broadcast *b, const struct shelf *s)
{
	struct buf path = { 0 };

	shelf_path(s, b->path, BROADCAST_EVENTS, &path);
	return path;
}

static bool
exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static bool
open_journal(struct broadcast *b, const struct shelf *s)
{
	struct buf name = { 0 };

	buf_fmt(&name, "%s/%s", b->path, BROADCAST_EVENTS);
	b->fd = journal_open(s->root, buf_text(&name), &b->size);
	buf_free(&name);
	b->unnamed = b->unnamed || b->size == 0;
	return b->fd >= 0;
}

/* Cuts off a torn line, and reports it. */
static bool
mend(struct broadcast *b, const struct shelf *s, const char *file, bool *flawed)
{
	struct buf name = { 0 };
	off_t torn = 0;
	bool ok;

	buf_fmt(&name, "%s/%s", b->path, BROADCAST_EVENTS);
	ok = open_journal(b, s) &&
	    journal_mend(s->root, buf_text(&name), b->fd, &b->size, &torn);
	if (torn > 0)
		diag_note("%s: a torn line of %lld bytes is now in %s.torn",
		    file, (long long)torn, file);
	*flawed = *flawed || !ok;
	buf_free(&name);
	return ok;
}

/* How many good records a file holds, all taken into account. */
static uint64_t
take_in(struct broadcast *b, const char *file, bool *flawed)
{
	char *const files[] = { (char *)file, NULL };
	struct jsonl *in = jsonl_open(files, NULL, NULL);
	struct archive_reader records;
	const struct json_val *v;
	struct buf made = { 0 };
	uint64_t n = 0;

	archive_want(&records, in);
	while ((v = jsonl_next(in)) != NULL) {
		struct archive_record r = archive_read(&records, v, &made);

		summary_add(&b->sum, &r);
		if (r.message_id.n > 0)
			recent_add(&b->seen, r.message_id);
		n++;
	}
	if (jsonl_close(in) != EXIT_OK)
		*flawed = true;
	buf_free(&made);
	return n;
}

/* Sets a file aside that holds bytes but not a single record. */
static bool
set_aside(struct broadcast *b, const char *file, struct buf *why, bool *flawed)
{
	struct buf corrupt = { 0 };
	bool ok;

	broadcast_rest(b);
	buf_fmt(&corrupt, "%s.%lld.corrupt", file, (long long)when_now());
	ok = file_rename(file, buf_text(&corrupt)) ||
	    failed(why, file, strerror(errno));
	if (ok)
		diag_error(
		    "%s: holds no records; it is now %s", file, corrupt.p);
	*flawed = true;
	buf_free(&corrupt);
	return ok;
}

static bool
load_plain(struct broadcast *b, const struct shelf *s, const char *file,
    struct buf *why, bool *flawed)
{
	if (!mend(b, s, file, flawed))
		return failed(why, file, strerror(errno));
	if (take_in(b, file, flawed) == 0 && b->size > 0 && !sig_caught())
		return set_aside(b, file, why, flawed);
	return true;
}

static bool
mark_packed(struct broadcast *b, const struct shelf *s, int64_t bytes)
{
	return shelf_mark(s, b->path,
	    &(struct shelf_mark){ .stream_id = b->stream_id, .packed = bytes });
}

/* Ends a packing that was interrupted; a file that is begun from now on is
 * another one, whatever it holds. */
static bool
settle_pack(struct broadcast *b, const struct shelf *s, const char *plain,
    struct buf *why)
{
	if (b->packed == SHELF_NOT_PACKED)
		return true;
	if (!pack_settle(plain, b->packed, why))
		return false;
	b->packed = SHELF_NOT_PACKED;
	b->unnamed = true;
	return mark_packed(b, s, SHELF_NOT_PACKED) ||
	    failed(why, plain, strerror(errno));
}

bool
broadcast_load(
    struct broadcast *b, const struct shelf *s, struct buf *why, bool *flawed)
{
	struct buf plain = events_path(b, s), packed = { 0 };
	bool ok;

	buf_fmt(&packed, "%s.zst", plain.p);
	ok = settle_pack(b, s, plain.p, why);
	if (ok && exists(buf_text(&packed)))
		take_in(b, packed.p, flawed);
	if (ok && exists(plain.p))
		ok = load_plain(b, s, plain.p, why, flawed);
	b->loaded = ok && !sig_caught();
	buf_free(&plain);
	buf_free(&packed);
	return b->loaded;
}

bool
broadcast_write(struct broadcast *b, const struct shelf *s, struct buf *why)
{
	struct buf file;

	if ((b->fd >= 0 || open_journal(b, s)) &&
	    journal_append(b->fd, b->pending.p, b->pending.n, &b->size)) {
		b->pending.n = 0;
		return true;
	}
	file = events_path(b, s);
	failed(why, file.p, strerror(errno));
	buf_free(&file);
	return false;
}

void
broadcast_rest(struct broadcast *b)
{
	if (b->fd >= 0)
		close(b->fd);
	b->fd = -1;
}

static bool
write_report(struct broadcast *b, const struct shelf *s, const char *events,
    struct str reason, struct buf *why)
{
	struct buf path = { 0 }, text = { 0 };
	bool ok;

	shelf_path(s, b->path, "collection_report.json", &path);
	summary_put(&text, &b->sum, b->stream_id, events, reason);
	ok = file_replace(path.p, buf_view(&text), 0644) ||
	    failed(why, path.p, strerror(errno));
	buf_free(&path);
	buf_free(&text);
	return ok;
}

/* Puts the journal, which may be closed, onto the disk. */
static bool
sync_journal(struct broadcast *b, const struct shelf *s, const char *events)
{
	bool ok = b->fd >= 0 || !exists(events) || open_journal(b, s);

	if (ok && b->fd >= 0)
		ok = fsync(b->fd) == 0 && file_settle(AT_FDCWD, events);
	broadcast_rest(b);
	return ok;
}

static bool
pack(struct broadcast *b, const struct shelf *s, const char *events,
    struct buf *why)
{
	int64_t bytes;

	if (!pack_build(events, &bytes, why))
		return false;
	if (!mark_packed(b, s, bytes))
		return failed(why, events, strerror(errno));
	return pack_place(events, why);
}

/* Puts the file on the disk, compressed or as it is; appends what it is
 * called afterwards. */
static bool
settle_file(struct broadcast *b, const struct shelf *s, bool zstd,
    struct buf *events, struct buf *why)
{
	shelf_path(s, b->path, BROADCAST_EVENTS, events);
	if (!sync_journal(b, s, events->p))
		return failed(why, events->p, strerror(errno));
	if (!zstd)
		return true;
	if (exists(events->p) && !pack(b, s, events->p, why))
		return false;
	buf_adds(events, ".zst");
	buf_text(events);
	return true;
}

bool
broadcast_finish(struct broadcast *b, const struct shelf *s, bool zstd,
    struct str reason, struct buf *why)
{
	struct buf events = { 0 };
	bool ok;

	shelf_sweep(s, b->path);
	ok = settle_file(b, s, zstd, &events, why) &&
	    write_report(b, s, events.p, reason, why);
	buf_free(&events);
	return ok;
}

void
broadcast_free(struct broadcast *b)
{
	if (b == NULL)
		return;
	broadcast_rest(b);
	buf_free(&b->pending);
	buf_free(&b->reason);
	summary_free(&b->sum);
	recent_free(&b->seen);
	free(b);
}
