/*
 * archive.h - broadcasts kept on disk as their records come.
 *
 *	DIR/2026-01-06/<streamer>_<HHMMSS>_<stream id>/events.jsonl[.zst]
 *	                                              /collection_report.json
 *
 * Records gather in memory, a buffer a broadcast, until archive_commit hands
 * them all to the kernel, and with `sync` to the disk: what was added before
 * a commit that succeeded survives.  A broadcast that was here before, also
 * in an earlier run, goes on in its directory; a message_id that it has among
 * its last RECENT_WINDOW or more is not stored again.
 *
 * A broadcast is finished a moment after its close record or when nothing came
 * for `idle_ms`: its file is synced and, if wanted, compressed (pack.h), the
 * report written, the command run (hook.h).  Nothing here exits; a function
 * that returns false has stored the reason, and the archive should then be
 * closed.
 */
#ifndef CHZ_STORE_ARCHIVE_H
#define CHZ_STORE_ARCHIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/intern.h"
#include "store/archive_record.h"

struct archive_settings {
	const char *dir;
	bool zstd, sync;
	bool local; /* directories named by TZ, not Korean time */
	int64_t idle_ms;
	const char *on_close; /* NULL for none */
	size_t jobs;          /* commands at once */
	/* The names of channels by id, where records have none; or NULL. */
	struct str (*name_of)(void *ctx, struct str channel_id);
	void *name_ctx;
};

struct archive;

/* NULL with *why set: no such directory, another writer. */
struct archive *archive_open(const struct archive_settings *, struct buf *why);

/* Takes a record to its broadcast, to be written by the next commit. */
bool archive_add(struct archive *, const struct archive_record *);

/* How many bytes wait for a commit. */
size_t archive_pending(const struct archive *);
bool archive_commit(struct archive *);

/*
 * Looks at the clock: finishes what is to be finished, collects commands,
 * syncs.  Stores after how many ms it wants to be called again, -1 when
 * there is nothing to wait for.  Commit first.
 */
bool archive_tick(struct archive *, int *again_ms);

/* Finishes the broadcasts whose close record came, or `all` of them, and waits
 * for the commands, unless a signal is caught. */
bool archive_finish(struct archive *, bool all);

/* Why something returned false. */
const char *archive_why(struct archive *);
/* Whether a command failed or a file was found damaged on the way. */
bool archive_flawed(const struct archive *);

/* Frees; broadcasts that are open stay so for the next run. */
void archive_close(struct archive *);

#endif
