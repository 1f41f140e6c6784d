/*
 * broadcast.h - one broadcast of an archive: its journal, what it adds up to
 * and which messages it has.
 */
#ifndef CHZ_STORE_BROADCAST_H
#define CHZ_STORE_BROADCAST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/recent.h"
#include "store/shelf.h"
#include "store/summary.h"

#define BROADCAST_EVENTS "events.jsonl"

struct broadcast {
	struct str stream_id; /* borrowed */
	const char *path;     /* lent by the shelf */
	int fd;               /* of the journal; -1 while it is closed */
	off_t size;
	struct buf pending; /* whole lines, not yet written */
	struct summary sum;
	struct recent seen;
	int64_t packed; /* as the mark says (shelf.h), when not yet loaded */
	bool unnamed;   /* names in its directory may not be on the disk */
	bool loaded;    /* sum and seen know what the files hold */
	bool blind;     /* a collector began anew, and nothing came again yet */
	bool closing;   /* a close record came */
	bool done;      /* finished but for its commands */
	unsigned commands;
	int64_t due_ms;                  /* monotonic: when to finish it */
	struct buf reason;               /* of the close record */
	struct broadcast *newer, *older; /* by last use of fd */
};

/* Reads what the files hold, after repairing what a crash has left.  False with
 * *why set; *flawed when something was found that should not be. */
bool broadcast_load(
    struct broadcast *, const struct shelf *, struct buf *why, bool *flawed);

/* Hands what is pending to the kernel.  False with *why set. */
bool broadcast_write(struct broadcast *, const struct shelf *, struct buf *why);

/* Closes the journal's descriptor. */
void broadcast_rest(struct broadcast *);

/* Syncs and compresses the file and writes the report. */
bool broadcast_finish(struct broadcast *, const struct shelf *, bool zstd,
    struct str reason, struct buf *why);

void broadcast_free(struct broadcast *);

#endif
