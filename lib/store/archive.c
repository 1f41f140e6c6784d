/* Files records by broadcast, and finishes broadcasts. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/sig.h"
#include "core/when.h"
#include "record/event.h"
#include "store/archive.h"
#include "store/broadcast.h"
#include "store/hook.h"
#include "store/lock.h"
#include "store/syncer.h"

enum {
	SPARE_FDS = 48, /* for everything that is no journal */
	MOST_FDS = 16 * 1024,
	FEW_FILES = 16,  /* that are synced one by one */
	GRACE_MS = 1000, /* after a close record: others may follow */
	SYNC_MS = 1000,
	CHILD_MS = 50, /* between looks for ended commands */
};

struct archive {
	struct archive_settings set;
	struct shelf shelf;
	int lock;
	struct buf why;
	bool flawed;

	struct intern ids;        /* stream ids */
	struct broadcast **by_id; /* NULL where there is none open */
	size_t n, cap;
	struct broadcast **dirty; /* with something pending */
	size_t n_dirty, cap_dirty, pending;
	bool new_names; /* .open among them, since the last sync */
	bool unsynced;

	struct broadcast *newest, *oldest; /* by last use of their fd */
	size_t fds, most_fds;

	struct hooks *hooks;         /* NULL without a command */
	struct syncer *syncer;       /* NULL when each commit syncs */
	int64_t now, ticked, synced; /* monotonic */
};

static bool
failed(struct archive *a, const char *what)
{
	a->why.n = 0;
	buf_fmt(&a->why, "%s: %s", a->set.dir, what);
	return false;
}

/* Journals that may be open at once: what the limit leaves, raised as far as
 * it goes. */
static size_t
descriptors(void)
{
	size_t n = file_allow(MOST_FDS + SPARE_FDS);

	return n > 2 * SPARE_FDS ? n - SPARE_FDS : 8;
}

static void
unlist(struct archive *a, struct broadcast *b)
{
	if (b->newer == NULL && b->older == NULL && a->newest != b)
		return;
	*(b->newer != NULL ? &b->newer->older : &a->newest) = b->older;
	*(b->older != NULL ? &b->older->newer : &a->oldest) = b->newer;
	b->newer = b->older = NULL;
	a->fds--;
}

/* The broadcast's descriptor is the last to be given up. */
static void
list_newest(struct archive *a, struct broadcast *b)
{
	if (a->newest == b)
		return;
	unlist(a, b);
	b->older = a->newest;
	*(a->newest != NULL ? &a->newest->newer : &a->oldest) = b;
	a->newest = b;
	a->fds++;
}

/* Makes room for one more descriptor. */
static void
give_up_oldest(struct archive *a, const struct broadcast *keep)
{
	struct broadcast *b = a->oldest;

	if (a->fds < a->most_fds || b == NULL || b == keep)
		return;
	unlist(a, b);
	broadcast_rest(b);
}

static void
forget(struct archive *a, struct broadcast *b)
{
	unlist(a, b);
	a->by_id[intern_find(&a->ids, b->stream_id)] = NULL;
	broadcast_free(b);
}

/* The place for a stream's broadcast. */
static struct broadcast **
place(struct archive *a, struct str stream_id)
{
	uint32_t id = intern_add(&a->ids, stream_id);

	MEM_RESERVE(a->by_id, a->cap, a->ids.n);
	while (a->n < a->ids.n)
		a->by_id[a->n++] = NULL;
	return &a->by_id[id];
}

static struct broadcast *
adopt(struct archive *a, struct str stream_id, const char *path)
{
	struct broadcast **slot = place(a, stream_id), *b;

	b = *slot = xcalloc(1, sizeof *b);
	b->stream_id = a->ids.names[intern_find(&a->ids, stream_id)];
	b->path = path;
	b->fd = -1;
	b->packed = SHELF_NOT_PACKED;
	b->sum = SUMMARY_INIT;
	b->due_ms = a->now + a->set.idle_ms;
	return b;
}

static bool
mark(struct archive *a, const char *path, struct str stream_id, bool done)
{
	const struct shelf_mark m = {
		.stream_id = stream_id, .done = done, .packed = SHELF_NOT_PACKED
	};

	a->new_names = true;
	return shelf_mark(&a->shelf, path, &m) || failed(a, strerror(errno));
}

/* Hands a finished broadcast to the command, or is done with it. */
static bool
conclude(struct archive *a, struct broadcast *b)
{
	struct buf path = { 0 };

	b->done = true;
	if (a->hooks == NULL) {
		shelf_unmark(&a->shelf, b->path);
		forget(a, b);
		return true;
	}
	if (!mark(a, b->path, b->stream_id, true))
		return false;
	shelf_path(&a->shelf, b->path, NULL, &path);
	hooks_add(a->hooks, path.p, b);
	b->commands++;
	buf_free(&path);
	return true;
}

/* Reopens what an earlier run has left open. */
static bool
take_up(struct archive *a)
{
	struct shelf_mark mark;
	struct buf id = { 0 };
	bool ok = true;

	for (size_t i = 0; ok && i < a->shelf.n; i++) {
		struct broadcast *b;

		id.n = 0;
		if (!shelf_marked(&a->shelf, a->shelf.path[i], &id, &mark))
			continue;
		b = adopt(a, mark.stream_id, a->shelf.path[i]);
		b->packed = mark.packed;
		if (mark.done)
			ok = conclude(a, b);
	}
	buf_free(&id);
	return ok;
}

static bool
start(struct archive *a, struct buf *why)
{
	a->lock = -1;
	if (!shelf_open(&a->shelf, a->set.dir, a->set.local, why))
		return false;
	a->lock = lock_take(a->shelf.root, why);
	if (a->lock < 0)
		return false;
	a->now = when_monotonic();
	a->most_fds = descriptors();
	if (a->set.on_close != NULL)
		a->hooks = hooks_new(a->set.on_close, a->set.jobs);
	if (!a->set.sync && (a->syncer = syncer_new(a->shelf.root)) == NULL) {
		buf_adds(why, strerror(errno));
		return false;
	}
	if (take_up(a))
		return true;
	buf_str(why, buf_view(&a->why));
	return false;
}

struct archive *
archive_open(const struct archive_settings *set, struct buf *why)
{
	struct archive *a = xcalloc(1, sizeof *a);

	a->set = *set;
	if (start(a, why))
		return a;
	archive_close(a);
	return NULL;
}

static struct str
streamer_of(const struct archive *a, const struct archive_record *r)
{
	if (r->channel.n == 0 && a->set.name_of != NULL)
		return a->set.name_of(a->set.name_ctx, r->channel_id);
	return r->channel;
}

/* When the broadcast opened, as far as its first record shows. */
static int64_t
opening(const struct archive_record *r)
{
	struct summary first = SUMMARY_INIT;
	int64_t at;

	summary_add(&first, r);
	at = summary_start(&first);
	summary_free(&first);
	return at != WHEN_UNKNOWN ? at : when_now();
}

/* A stream that is not open: one from before, or a new one. */
static struct broadcast *
begin(struct archive *a, const struct archive_record *r)
{
	const char *path = shelf_find(&a->shelf, r->stream_id);
	struct broadcast *b;

	if (path != NULL && !mark(a, path, r->stream_id, false))
		return NULL;
	if (path == NULL) {
		a->why.n = 0;
		path = shelf_make(&a->shelf, r->stream_id, streamer_of(a, r),
		    opening(r), &a->why);
		a->new_names = true;
	}
	if (path == NULL)
		return NULL;
	b = adopt(a, r->stream_id, path);
	b->unnamed = true;
	return b;
}

/* One that is finished but for its command goes on all the same. */
static bool
revive(struct archive *a, struct broadcast *b)
{
	b->done = b->closing = false;
	b->due_ms = a->now + a->set.idle_ms;
	b->unnamed = true;
	return mark(a, b->path, b->stream_id, false);
}

/* The record's broadcast, ready to take it. */
static struct broadcast *
broadcast_of(struct archive *a, const struct archive_record *r)
{
	struct broadcast *b = *place(a, r->stream_id);

	if (b == NULL && (b = begin(a, r)) == NULL)
		return NULL;
	if (b->done && !revive(a, b))
		return NULL;
	if (b->loaded)
		return b;
	if (!broadcast_load(b, &a->shelf, &a->why, &a->flawed))
		return NULL;
	a->new_names = a->new_names || b->unnamed;
	if (b->fd >= 0)
		list_newest(a, b);
	give_up_oldest(a, b);
	return b;
}

/* Sets the time by which the broadcast is finished. */
static void
set_due(struct archive *a, struct broadcast *b, const struct archive_record *r)
{
	if (r->role == ARCHIVE_CLOSE && !b->closing) {
		b->closing = true;
		b->due_ms = a->now + GRACE_MS;
		b->reason.n = 0;
		buf_str(&b->reason,
		    r->reason.n > 0 ? r->reason : STR("stream_ended"));
	} else if (r->role == ARCHIVE_OPEN || !b->closing) {
		b->closing = false;
		b->due_ms = a->now + a->set.idle_ms;
	}
}

static void
keep(struct archive *a, struct broadcast *b, struct str line)
{
	if (b->pending.n == 0) {
		MEM_RESERVE(a->dirty, a->cap_dirty, a->n_dirty + 1);
		a->dirty[a->n_dirty++] = b;
	}
	buf_str(&b->pending, line);
	buf_addc(&b->pending, '\n');
	a->pending += line.n + 1;
}

/*
 * The first new message since a collector began anew with a broadcast.  If one
 * that is stored had come again before it, nothing is missing; else nobody
 * knows what was said between the last stored one and this, and that is a gap.
 */
static void
keep_gap(struct archive *a, struct broadcast *b, const struct archive_record *r)
{
	struct event e = event_blank();
	struct archive_record gap = { .role = ARCHIVE_RESUMED,
		.stream_id = r->stream_id,
		.t_ms = r->t_ms,
		.sent_at = WHEN_UNKNOWN,
		.opened_at = WHEN_UNKNOWN,
		.at = r->at };
	struct buf line = { 0 };

	b->blind = false;
	if (b->sum.last_sent == WHEN_UNKNOWN || r->sent_at <= b->sum.last_sent)
		return;
	e.type = EVENT_LINK;
	e.channel_id = r->channel_id;
	e.channel = r->channel;
	e.stream_id = r->stream_id;
	e.t_ms = r->t_ms;
	e.received_at = r->at;
	e.state = STR("resumed");
	e.reason = STR("collected anew");
	e.gap_ms = gap.gap_ms = r->sent_at - b->sum.last_sent;
	record_put(&line, &event_record, &e);
	gap.line = (struct str){ line.p, line.n - 1 };
	summary_add(&b->sum, &gap);
	keep(a, b, gap.line);
	buf_free(&line);
}

bool
archive_add(struct archive *a, const struct archive_record *r)
{
	struct broadcast *b = broadcast_of(a, r);

	if (b == NULL)
		return false;
	set_due(a, b, r);
	if (r->message_id.n > 0 && !recent_add(&b->seen, r->message_id)) {
		b->blind = false;
		return true;
	}
	if (r->role == ARCHIVE_OPEN)
		b->blind = b->sum.records > 0;
	if (b->blind && r->message_id.n > 0 && r->sent_at != WHEN_UNKNOWN)
		keep_gap(a, b, r);
	summary_add(&b->sum, r);
	keep(a, b, r->line);
	return true;
}

size_t
archive_pending(const struct archive *a)
{
	return a->pending;
}

/* What is new in the directories of this commit's files. */
static bool
sync_names(struct archive *a)
{
	for (size_t i = 0; i < a->n_dirty; i++) {
		struct broadcast *b = a->dirty[i];

		if (b->unnamed && !shelf_sync(&a->shelf, b->path))
			return false;
		b->unnamed = false;
	}
	return true;
}

/* The files of this commit onto the disk, one by one while they are few, and
 * then their names. */
static bool
sync_dirty(struct archive *a)
{
	bool each = a->n_dirty <= FEW_FILES && !a->new_names, ok = true;

	for (size_t i = 0; each && ok && i < a->n_dirty; i++) {
		each = a->dirty[i]->fd >= 0;
		ok = !each || fdatasync(a->dirty[i]->fd) == 0;
	}
	if (!each)
		ok = syncfs(a->shelf.root) == 0;
	ok = ok && sync_names(a);
	a->new_names = a->new_names && !ok;
	return ok || failed(a, strerror(errno));
}

bool
archive_commit(struct archive *a)
{
	a->now = when_monotonic();
	if (a->n_dirty == 0)
		return true;
	for (size_t i = 0; i < a->n_dirty; i++) {
		struct broadcast *b = a->dirty[i];

		if (b->fd < 0)
			give_up_oldest(a, b);
		if (!broadcast_write(b, &a->shelf, &a->why))
			return false;
		list_newest(a, b);
	}
	if (a->set.sync && !sync_dirty(a))
		return false;
	a->n_dirty = 0;
	a->pending = 0;
	a->unsynced = true;
	return true;
}

/* One that cannot be finished stays open, for a later time or the next run, and
 * the others are finished all the same. */
static bool
finish(struct archive *a, struct broadcast *b, struct str reason)
{
	bool ok =
	    b->loaded || broadcast_load(b, &a->shelf, &a->why, &a->flawed);

	if (!ok && sig_caught())
		return true;
	if (ok) {
		unlist(a, b);
		ok = broadcast_finish(
		    b, &a->shelf, a->set.zstd, reason, &a->why);
	}
	if (ok)
		return conclude(a, b);
	diag_error("%s", archive_why(a));
	a->flawed = true;
	b->due_ms = a->now + a->set.idle_ms;
	return true;
}

/* Finishes what is due; updates the time when the next one is. */
static bool
finish_due(struct archive *a, int64_t *next)
{
	for (size_t i = 0; i < a->n && !sig_caught(); i++) {
		struct broadcast *b = a->by_id[i];

		if (b == NULL || b->done)
			continue;
		if (b->due_ms > a->now) {
			*next = b->due_ms < *next ? b->due_ms : *next;
			continue;
		}
		if (!finish(a, b,
			b->closing ? buf_view(&b->reason)
				   : STR("idle_timeout")))
			return false;
	}
	return true;
}

/* Collects the commands that have ended. */
static void
collect(struct archive *a, bool wait)
{
	struct broadcast *b;
	bool good;

	while (a->hooks != NULL &&
	    (b = hooks_done(a->hooks, wait, &good)) != NULL) {
		a->flawed = a->flawed || !good;
		if (--b->commands > 0 || !b->done)
			continue;
		shelf_unmark(&a->shelf, b->path);
		forget(a, b);
	}
}

static bool
sync_sometimes(struct archive *a, int64_t *next)
{
	int error;

	if (a->syncer == NULL)
		return true;
	if (a->unsynced && a->now - a->synced >= SYNC_MS) {
		syncer_ask(a->syncer);
		a->synced = a->now;
		a->unsynced = false;
	}
	if (a->unsynced && a->synced + SYNC_MS < *next)
		*next = a->synced + SYNC_MS;
	error = syncer_error(a->syncer);
	return error == 0 || failed(a, strerror(error));
}

bool
archive_tick(struct archive *a, int *again_ms)
{
	int64_t next = INT64_MAX;

	a->now = when_monotonic();
	if (!finish_due(a, &next) || !sync_sometimes(a, &next))
		return false;
	collect(a, false);
	if (hooks_busy(a->hooks) && a->now + CHILD_MS < next)
		next = a->now + CHILD_MS;
	if (next == INT64_MAX)
		*again_ms = -1;
	else if (next - a->now > 60 * 1000)
		*again_ms = 60 * 1000;
	else
		*again_ms = (int)(next - a->now);
	return true;
}

bool
archive_finish(struct archive *a, bool all)
{
	for (size_t i = 0; i < a->n && !sig_caught(); i++) {
		struct broadcast *b = a->by_id[i];

		if (b != NULL && !b->done && (all || b->closing) &&
		    !finish(a, b,
			b->closing ? buf_view(&b->reason) : STR("input_ended")))
			return false;
	}
	while (hooks_busy(a->hooks) && !sig_caught())
		collect(a, true);
	return true;
}

const char *
archive_why(struct archive *a)
{
	return a->why.n > 0 ? buf_text(&a->why) : "interrupted";
}

bool
archive_flawed(const struct archive *a)
{
	return a->flawed;
}

void
archive_close(struct archive *a)
{
	if (a == NULL)
		return;
	if (a->syncer != NULL && a->unsynced)
		syncer_ask(a->syncer);
	syncer_free(a->syncer);
	for (size_t i = 0; i < a->n; i++)
		broadcast_free(a->by_id[i]);
	hooks_free(a->hooks);
	if (a->lock >= 0)
		close(a->lock);
	shelf_close(&a->shelf);
	intern_free(&a->ids);
	free(a->by_id);
	free(a->dirty);
	buf_free(&a->why);
	free(a);
}
