/* Finds, makes and marks the directories of an archive. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "core/name.h"
#include "core/nfc.h"
#include "core/when.h"
#include "jsonl/doc.h"
#include "jsonl/put.h"
#include "store/shelf.h"

enum {
	DIRECTORY_MODE = 0755,
	FILE_MODE = 0644,
	DOCUMENT_MAX = 1024 * 1024,
	TRIES = 100 /* names for broadcasts that would share one */
};

static const char *
add_path(struct shelf *s, const char *path, size_t n)
{
	MEM_RESERVE(s->path, s->cap, s->n + 1);
	s->path[s->n] = arena_copy(&s->texts, path, n);
	return s->path[s->n++];
}

static DIR *
open_list(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd >= 0 ? fdopendir(fd) : NULL;

	if (fd >= 0 && list == NULL)
		close(fd);
	return list;
}

/* "2026-01-06" */
static bool
is_date(const char *name)
{
	static const char form[] = "dddd-dd-dd";

	for (size_t i = 0; i < sizeof form; i++)
		if (form[i] == 'd' ? name[i] < '0' || name[i] > '9'
				   : name[i] != form[i])
			return false;
	return true;
}

static void
list_date(struct shelf *s, const char *date)
{
	DIR *list = open_list(s->root, date);
	struct dirent *entry;
	struct buf path = { 0 };

	while (list != NULL && (entry = readdir(list)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		path.n = 0;
		buf_fmt(&path, "%s/%s", date, entry->d_name);
		add_path(s, path.p, path.n);
	}
	if (list != NULL)
		closedir(list);
	buf_free(&path);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
list_all(struct shelf *s)
{
	DIR *list = open_list(s->root, ".");
	struct dirent *entry;

	while (list != NULL && (entry = readdir(list)) != NULL)
		if (is_date(entry->d_name))
			list_date(s, entry->d_name);
	if (list != NULL)
		closedir(list);
	if (s->n > 0)
		qsort(s->path, s->n, sizeof *s->path, by_name);
}

bool
shelf_open(struct shelf *s, const char *dir, bool local, struct buf *why)
{
	*s = (struct shelf){ .dir = dir, .local = local, .root = -1 };
	if (mkdir(dir, DIRECTORY_MODE) == 0 ? file_settle(AT_FDCWD, dir)
					    : errno == EEXIST)
		s->root = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->root < 0) {
		buf_adds(why, strerror(errno));
		return false;
	}
	list_all(s);
	return true;
}

void
shelf_path(
    const struct shelf *s, const char *path, const char *file, struct buf *out)
{
	buf_fmt(out, "%s/%s", s->dir, path);
	if (file != NULL)
		buf_fmt(out, "/%s", file);
	buf_text(out);
}

enum { STREAM_ID, DONE, PACKED, N_KEYS };
static const struct scan_keys keys = { .n = N_KEYS,
	.name = { [STREAM_ID] = DOC_KEY("stream_id"),
	    [DONE] = DOC_KEY("done"),
	    [PACKED] = DOC_KEY("packed") } };

/* Reads the document FILE of a directory; false when it has none. */
static bool
read_document(const struct shelf *s, const char *path, const char *file,
    struct buf *id, struct shelf_mark *mark)
{
	struct buf name = { 0 }, text = { 0 };
	struct json_val v[N_KEYS];
	struct arena texts = { 0 };
	struct scan_error err;
	bool ok;

	shelf_path(s, path, file, &name);
	ok = file_read(name.p, DOCUMENT_MAX, &text) &&
	    doc_open(buf_view(&text), &keys, v, &texts, &err);
	if (ok) {
		buf_str(id, val_text(&v[STREAM_ID], &texts));
		mark->stream_id = buf_view(id);
		mark->done = v[DONE].kind == VAL_TRUE;
		if (!val_int(&v[PACKED], &mark->packed))
			mark->packed = SHELF_NOT_PACKED;
	}
	arena_free(&texts);
	buf_free(&name);
	buf_free(&text);
	return ok;
}

bool
shelf_marked(const struct shelf *s, const char *path, struct buf *id,
    struct shelf_mark *mark)
{
	return read_document(s, path, ".open", id, mark);
}

bool
shelf_mark(
    const struct shelf *s, const char *path, const struct shelf_mark *mark)
{
	int dir = openat(
	    s->root, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct buf text = { 0 };
	bool ok;

	put_open(&text);
	put_text(&text, "stream_id", mark->stream_id);
	put_bool(&text, "done", mark->done);
	if (mark->packed != SHELF_NOT_PACKED)
		put_int(&text, "packed", mark->packed);
	put_line(&text);
	ok = dir >= 0 &&
	    file_replace_at(dir, ".open", buf_view(&text), FILE_MODE,
		mark->packed != SHELF_NOT_PACKED);
	if (dir >= 0)
		close(dir);
	buf_free(&text);
	return ok;
}

bool
shelf_unmark(const struct shelf *s, const char *path)
{
	struct buf name = { 0 };
	bool ok;

	buf_fmt(&name, "%s/.open", path);
	ok = unlinkat(s->root, buf_text(&name), 0) == 0 &&
	    file_settle(s->root, name.p);
	buf_free(&name);
	return ok;
}

/* The date's new directories, and the date itself. */
static bool
sync_grown(struct shelf *s)
{
	struct buf inside = { 0 };
	bool ok = true;

	if (s->grown[0] != '\0') {
		buf_fmt(&inside, "%s/.", s->grown);
		ok = file_settle(s->root, buf_text(&inside)) &&
		    fsync(s->root) == 0;
	}
	if (ok)
		s->grown[0] = '\0';
	buf_free(&inside);
	return ok;
}

bool
shelf_sync(struct shelf *s, const char *path)
{
	struct buf inside = { 0 };
	bool ok;

	buf_fmt(&inside, "%s/.", path);
	ok = file_settle(s->root, buf_text(&inside)) && sync_grown(s);
	buf_free(&inside);
	return ok;
}

/* Whether a directory whose name fits is really the stream's. */
static bool
belongs(const struct shelf *s, const char *path, struct str stream_id)
{
	struct buf id = { 0 };
	struct shelf_mark mark;
	bool known, same;

	known = read_document(s, path, ".open", &id, &mark) ||
	    read_document(s, path, "collection_report.json", &id, &mark);
	/* A foreign directory without a report is known by its name only. */
	same = !known || str_eq(buf_view(&id), stream_id);
	buf_free(&id);
	return same;
}

const char *
shelf_find(struct shelf *s, struct str stream_id)
{
	struct buf tail = { 0 };
	const char *found = NULL;

	buf_addc(&tail, '_');
	name_safe(&tail, stream_id);
	buf_text(&tail);
	for (size_t i = s->n; i-- > 0 && found == NULL;)
		if (str_ends(str_of(s->path[i]), tail.p) &&
		    belongs(s, s->path[i], stream_id))
			found = s->path[i];
	buf_free(&tail);
	return found;
}

/* A name looks the same however its Hangul is composed, and so does this. */
static void
put_streamer(struct buf *out, struct str streamer)
{
	struct buf room = { 0 };

	name_safe(out, nfc(streamer, &room));
	buf_free(&room);
}

/* DATE/STREAMER_HHMMSS_ID; the date's own length is returned. */
static size_t
put_path(struct buf *out, const struct shelf *s, struct str stream_id,
    struct str streamer, int64_t opened_at)
{
	int zone = s->local ? when_offset(opened_at) : WHEN_KST;
	struct when_date d = when_date(opened_at, zone);
	size_t date;

	buf_fmt(out, "%04d-%02d-%02d", d.year, d.month, d.day);
	date = out->n;
	buf_addc(out, '/');
	if (streamer.n > 0) {
		put_streamer(out, streamer);
		buf_addc(out, '_');
	}
	buf_fmt(out, "%02d%02d%02d_", d.hour, d.minute, d.second);
	name_safe(out, stream_id);
	return date;
}

/* Makes the directory, or one with a number appended where it is taken. */
static bool
make_directory(struct shelf *s, struct buf *path, struct str stream_id)
{
	size_t n = path->n;

	for (int i = 2; i < TRIES; i++) {
		if (mkdirat(s->root, buf_text(path), DIRECTORY_MODE) == 0)
			return true;
		if (errno != EEXIST || belongs(s, path->p, stream_id))
			return errno == EEXIST;
		path->n = n;
		buf_fmt(path, "-%d", i);
	}
	return false;
}

/* Makes the date's directory.  Those of another one, new ones, are synced
 * first: there is a note of one date only. */
static bool
make_date(struct shelf *s, const char *date)
{
	if (strcmp(s->grown, date) != 0 && !sync_grown(s))
		return false;
	snprintf(s->grown, sizeof s->grown, "%s", date);
	return mkdirat(s->root, date, DIRECTORY_MODE) == 0 || errno == EEXIST;
}

const char *
shelf_make(struct shelf *s, struct str stream_id, struct str streamer,
    int64_t opened_at, struct buf *why)
{
	const struct shelf_mark mark = { .stream_id = stream_id,
		.packed = SHELF_NOT_PACKED };
	struct buf path = { 0 };
	const char *made = NULL;
	size_t date = put_path(&path, s, stream_id, streamer, opened_at);

	buf_text(&path);
	path.p[date] = '\0';
	if (!make_date(s, path.p)) {
		buf_fmt(why, "%s/%s: %s", s->dir, path.p, strerror(errno));
		buf_free(&path);
		return NULL;
	}
	path.p[date] = '/';
	if (make_directory(s, &path, stream_id) &&
	    shelf_mark(s, buf_text(&path), &mark))
		made = add_path(s, path.p, path.n);
	else
		buf_fmt(why, "%s/%s: %s", s->dir, path.p, strerror(errno));
	buf_free(&path);
	return made;
}

static bool
is_half_made(const char *name)
{
	struct str s = str_of(name);

	return str_ends(s, ".tmp") &&
	    (str_starts(s, "events.jsonl.") || str_starts(s, ".open.") ||
		str_starts(s, "collection_report.json."));
}

void
shelf_sweep(const struct shelf *s, const char *path)
{
	DIR *list = open_list(s->root, path);
	struct dirent *entry;

	while (list != NULL && (entry = readdir(list)) != NULL)
		if (is_half_made(entry->d_name))
			unlinkat(dirfd(list), entry->d_name, 0);
	if (list != NULL)
		closedir(list);
}

void
shelf_close(struct shelf *s)
{
	if (s->root >= 0)
		close(s->root);
	free(s->path);
	arena_free(&s->texts);
}
