/*
 * shelf.h - the directories of an archive, DIR/DATE/NAME, one a broadcast.
 *
 * NAME is <streamer>_<HHMMSS>_<stream id>, each made safe by core/name.h.
 * While a broadcast is not finished its directory has a file .open, a document:
 *
 *	{"stream_id":"1_a1b2","done":false}
 *
 * `done` when the files are finished and only the command is to be run.  A
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

/* Writes or removes .open.  False with errno set. */
bool shelf_mark(
    const struct shelf *, const char *path, struct str stream_id, bool done);
bool shelf_unmark(const struct shelf *, const char *path);

/* Reads .open; false when there is none.  Appends the stream's id. */
bool shelf_marked(
    const struct shelf *, const char *path, struct buf *stream_id, bool *done);

/* Removes what writers that were killed left half made: *.tmp. */
void shelf_sweep(const struct shelf *, const char *path);

void shelf_close(struct shelf *);

#endif
