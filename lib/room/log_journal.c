/* Keeps rooms in files, a line an entry: DIR/SID.jsonl. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/keyed.h"
#include "core/mem.h"
#include "core/when.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "room/log_private.h"

struct journal {
	int fd;         /* 0 while it is not open */
	uint64_t ms, n; /* of the last entry */
	bool followed;
};

struct log_journal {
	struct log base; /* first */
	char *path;
	int dir, lock;
	struct keyed rooms; /* struct journal */
	struct buf line;
};

enum { ID, PARTICIPANT, BODY, N_KEYS };
static const struct scan_keys keys = { .n = N_KEYS,
	.name = { [ID] = DOC_KEY("id"),
	    [PARTICIPANT] = DOC_KEY("participant"),
	    [BODY] = DOC_KEY("body") } };

/* ---- lines ---- */

/* False for a line that is none of ours. */
static bool
read_line(struct str line, struct log_entry *e, struct arena *arena)
{
	struct json_val v[N_KEYS];
	struct scan_error error;
	uint64_t ms, n;

	if (!doc_open(line, &keys, v, arena, &error))
		return false;
	e->id = val_text(&v[ID], arena);
	e->participant = val_text(&v[PARTICIPANT], arena);
	e->body = val_raw(&v[BODY]);
	return e->body.p != NULL && log_id(e->id, &ms, &n);
}

/* Where the line that a place is in begins. */
static size_t
line_start(struct str file, size_t at)
{
	const char *end = at > 0 ? memrchr(file.p, '\n', at) : NULL;

	return end != NULL ? (size_t)(end - file.p) + 1 : 0;
}

/* The line at a beginning; the next begins at *next. */
static struct str
line_at(struct str file, size_t start, size_t *next)
{
	const char *end = memchr(file.p + start, '\n', file.n - start);
	size_t n =
	    end != NULL ? (size_t)(end - file.p) - start : file.n - start;

	*next = start + n + (end != NULL);
	return (struct str){ file.p + start, n };
}

static bool
is_before(struct str id, struct str than)
{
	uint64_t ms, n, than_ms = 0, than_n = 0;

	log_id(id, &ms, &n);
	log_id(than, &than_ms, &than_n);
	return ms != than_ms ? ms < than_ms : n < than_n;
}

/*
 * Where the first line begins whose id is not before `id`, or with `behind`
 * after it.  Ids grow; lines that are damaged count as what follows them.
 */
static size_t
find(struct str file, struct str id, bool behind)
{
	size_t low = 0, high = file.n;
	struct arena arena = { 0 };

	while (low < high) {
		size_t middle = line_start(file, low + (high - low) / 2), next;
		size_t at = middle < low ? low : middle;
		struct log_entry e;
		bool good = false, below;

		for (next = at; next < high && !good;)
			good =
			    read_line(line_at(file, next, &next), &e, &arena);
		below = good &&
		    (is_before(e.id, id) || (behind && str_eq(e.id, id)));
		if (below)
			low = next;
		else
			high = at;
		arena_reset(&arena);
	}
	arena_free(&arena);
	return low;
}

/* ---- files ---- */

static struct str
map(int fd)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) != 0 || st.st_size == 0)
		return STR("");
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	return p != MAP_FAILED ? (struct str){ p, (size_t)st.st_size }
			       : STR("");
}

static void
unmap(struct str file)
{
	if (file.n > 0)
		munmap((void *)(uintptr_t)file.p, file.n);
}

/* The last entry's id; ends a line that was cut. */
static void
find_end(struct journal *j)
{
	struct str file = map(j->fd);
	struct arena arena = { 0 };
	struct log_entry e;
	size_t at = file.n, next;

	j->ms = j->n = 0;
	if (file.n > 0 && file.p[file.n - 1] != '\n')
		file_write_all(j->fd, "\n", 1);
	while (at > 0) {
		at = line_start(file, at - 1);
		if (read_line(line_at(file, at, &next), &e, &arena)) {
			log_id(e.id, &j->ms, &j->n);
			break;
		}
	}
	arena_free(&arena);
	unmap(file);
}

static bool
open_file(struct log_journal *h, struct journal *j, struct str sid)
{
	struct buf name = { 0 };

	if (j->fd > 0)
		return true;
	buf_fmt(&name, "%.*s.jsonl", STR_ARG(sid));
	j->fd = file_open_own(h->dir, buf_text(&name), O_RDWR | O_APPEND, 0600);
	if (j->fd < 0)
		diag_error("%s/%s: %s", h->path, name.p, strerror(errno));
	else
		find_end(j);
	buf_free(&name);
	return j->fd > 0;
}

static bool
is_there(const struct log_journal *h, struct str sid)
{
	struct buf name = { 0 };
	bool there;

	buf_fmt(&name, "%.*s.jsonl", STR_ARG(sid));
	there = faccessat(h->dir, buf_text(&name), F_OK, 0) == 0;
	buf_free(&name);
	return there;
}

static void
close_file(struct journal *j)
{
	if (j->fd > 0)
		close(j->fd);
	j->fd = 0;
}

static struct journal *
journal_of(struct log_journal *h, struct str sid)
{
	bool fresh;

	return keyed_get(&h->rooms, sid, &fresh);
}

/* ---- what is asked ---- */

static void
next_id(struct journal *j, struct buf *id)
{
	uint64_t now = (uint64_t)when_now();

	j->n = now > j->ms ? 0 : j->n + 1;
	j->ms = now > j->ms ? now : j->ms;
	buf_fmt(id, "%" PRIu64 "-%" PRIu64, j->ms, j->n);
}

static bool
write_line(struct log_journal *h, struct journal *j, const struct log_entry *e)
{
	struct buf *b = &h->line;

	b->n = 0;
	put_open(b);
	put_text(b, "id", e->id);
	put_text(b, "participant", e->participant);
	put_raw(b, "body", e->body);
	put_line(b);
	return file_write_all(j->fd, b->p, b->n);
}

static void
add(struct log *base, struct str sid, struct str participant, struct str body,
    log_added *done, void *ctx)
{
	struct log_journal *h = (struct log_journal *)base;
	struct journal *j = journal_of(h, sid);
	struct log_entry e = { { 0 }, participant, body };
	struct buf id = { 0 };
	bool kept = open_file(h, j, sid);

	if (kept) {
		next_id(j, &id);
		e.id = buf_view(&id);
		kept = write_line(h, j, &e);
		if (!kept)
			diag_error("%s/%.*s.jsonl: %s", h->path, STR_ARG(sid),
			    strerror(errno));
	}
	/* `done` may free what was given. */
	if (kept && j->followed)
		base->set.entry(base->set.ctx, sid, &e);
	j = journal_of(h, sid);
	if (!kept || !j->followed)
		close_file(j); /* or it would grow behind a line that is cut */
	if (done != NULL)
		done(ctx, kept ? e.id : (struct str){ 0 },
		    kept ? NULL : "it could not be stored");
	buf_free(&id);
}

/* The lines of a stretch, at most n, from its end unless `oldest`. */
static size_t
collect(struct str file, struct str stretch, const struct log_range *range,
    struct log_entry *at, struct arena *arena)
{
	size_t from = (size_t)(stretch.p - file.p), end = from + stretch.n;
	size_t n = 0, next;

	while (range->oldest && from < end && n < range->n)
		n += read_line(line_at(file, from, &from), &at[n], arena);
	while (!range->oldest && end > from && n < range->n) {
		end = line_start(file, end - 1);
		n += read_line(line_at(file, end, &next), &at[n], arena);
	}
	for (size_t i = 0; !range->oldest && i < n / 2; i++) {
		struct log_entry e = at[i];

		at[i] = at[n - 1 - i];
		at[n - 1 - i] = e;
	}
	return n;
}

static void
read_range(struct log *base, struct str sid, const struct log_range *range,
    log_found *done, void *ctx)
{
	struct log_journal *h = (struct log_journal *)base;
	struct journal *j = journal_of(h, sid);
	struct log_entry *at, none = { 0 };
	struct arena arena = { 0 };
	struct str file;
	size_t from = 0, to, n;

	if (!is_there(h, sid) || !open_file(h, j, sid)) {
		done(ctx, &none, 0, NULL);
		return;
	}
	file = map(j->fd);
	at = xcalloc(range->n + 1, sizeof *at);
	to = file.n;
	if (range->after.n > 0)
		from = find(file, range->after, true);
	if (range->before.n > 0)
		to = find(file, range->before, false);
	n = to > from ? collect(file, (struct str){ file.p + from, to - from },
			    range, at, &arena)
		      : 0;
	if (!j->followed)
		close_file(j);
	done(ctx, at, n, NULL);
	free(at);
	arena_free(&arena);
	unmap(file);
}

static void
follow(struct log *base, struct str sid, struct str after)
{
	(void)after; /* nobody else writes */
	journal_of((struct log_journal *)base, sid)->followed = true;
}

static void
unfollow(struct log *base, struct str sid)
{
	struct journal *j = journal_of((struct log_journal *)base, sid);

	j->followed = false;
	close_file(j);
}

static void
pass(struct log *base, struct str sid, struct str text)
{
	base->set.passed(base->set.ctx, sid, text);
}

/* ---- opening ---- */

static void
free_journal(struct log *base)
{
	struct log_journal *h = (struct log_journal *)base;

	for (uint32_t i = 0; i < h->rooms.n; i++)
		close_file(keyed_nth(&h->rooms, i));
	keyed_free(&h->rooms);
	buf_free(&h->line);
	if (h->lock >= 0)
		close(h->lock);
	if (h->dir >= 0)
		close(h->dir);
	free(h->path);
	free(h);
}

static bool
open_dir(struct log_journal *h)
{
	if (mkdir(h->path, 0700) != 0 && errno != EEXIST)
		return false;
	h->dir = open(h->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (h->dir < 0)
		return false;
	h->lock = file_open_own(h->dir, ".lock", O_RDWR, 0600);
	return h->lock >= 0 && flock(h->lock, LOCK_EX | LOCK_NB) == 0;
}

struct log *
log_journal(const struct log_settings *set, const char *dir)
{
	struct log_journal *h = xcalloc(1, sizeof *h);

	h->base = (struct log){ *set, free_journal, add, read_range, follow,
		unfollow, pass };
	h->rooms.size = sizeof(struct journal);
	h->path = xstrdup(dir);
	h->dir = h->lock = -1;
	if (open_dir(h))
		return &h->base;
	diag_error("%s: %s", dir,
	    errno == EWOULDBLOCK ? "another chz-room has it" : strerror(errno));
	free_journal(&h->base);
	return NULL;
}
