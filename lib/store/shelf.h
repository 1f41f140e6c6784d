/*
 * shelf.h - the directories of an archive, DIR/DATE/NAME, one a broadcast.
 *
 * NAME is <streamer>_<HHMMSS>_<stream id>, each made safe by core/name.h.
 * While a broadcast is not finished its directory has a file .open, a document:
 *
 *	{"stream_id":"1_a1b2","done":false}
 *
 * `done` when the files are finished and only the command is to be run.
 * "packed" is how many bytes events.jsonl.zst will have when events.jsonl is
 * removed (pack.h); only there while that is being done.  A
 * finished directory has its stream's id in collection_report.json.  Paths are
 * relative to DIR and end in NUL.
 */
#ifndef CHZ_STORE_SHELF_H
#define CHZ_STORE_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/mem.h"
#include "core/str.h"

struct shelf {
	int root;          /* descriptor of DIR */
	const char *dir;   /* borrowed */
	bool local;        /* dates by TZ instead of Korean time */
	const char **path; /* of every broadcast known */
	size_t n;
	/* private */
	size_t cap;
	char grown[sizeof "2026-01-06"]; /* date with names not yet on disk */
	struct arena texts;
};

/* Opens DIR, making it if need be, and lists what is there.  False with *why
 * set. */
bool shelf_open(struct shelf *, const char *dir, bool local, struct buf *why);

/* The directory of a broadcast that was here before; NULL when there is
 * none. */
const char *shelf_find(struct shelf *, struct str stream_id);

/* Makes a directory for a broadcast and marks it as open; NULL with *why
 * set.  An absent streamer is left out of the name. */
const char *shelf_make(struct shelf *, struct str stream_id,
    struct str streamer, int64_t opened_at, struct buf *why);

/* Appends DIR/PATH/FILE; without "/FILE" when `file` is NULL. */
void shelf_path(
    const struct shelf *, const char *path, const char *file, struct buf *out);

/* What .open says. */
struct shelf_mark {
	struct str stream_id;
	bool done;
	int64_t packed; /* SHELF_NOT_PACKED */
};

enum { SHELF_NOT_PACKED = -1 };

/* Writes or removes .open; "packed" onto the disk, as shelf_sync does.  False
 * with errno set. */
bool shelf_mark(
    const struct shelf *, const char *path, const struct shelf_mark *);
bool shelf_unmark(const struct shelf *, const char *path);

/* Reads .open; false when there is none.  The stream's id is appended to `id`
 * and lent by it. */
bool shelf_marked(const struct shelf *, const char *path, struct buf *id,
    struct shelf_mark *);

/* Puts all names in a broadcast's directory onto the disk, and its own.  False
 * with errno set. */
bool shelf_sync(struct shelf *, const char *path);

/* Removes what writers that were killed left half made: *.tmp. */
void shelf_sweep(const struct shelf *, const char *path);

void shelf_close(struct shelf *);

#endif
