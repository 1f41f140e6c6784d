/*
 * pack.h - finished journals, compressed.
 *
 * NAME.zst holds independent zstd frames of about 4 MiB of whole lines each,
 * so that a log can be read from any frame on; each with a checksum.  It is
 * built as NAME.zst.tmp, synced, read back and compared before it takes its
 * name, and only then is NAME removed: at every instant either NAME or the
 * whole NAME.zst holds the lines.  An older NAME.zst is continued.
 */
#ifndef CHZ_STORE_PACK_H
#define CHZ_STORE_PACK_H

#include <stdbool.h>

#include "core/str.h"

/* Compresses the file `path` into PATH.zst.  False with *why set, and nothing
 * changed. */
bool pack_file(const char *path, struct buf *why);

/* Removes `path` when PATH.zst ends in the very same bytes: a packing that was
 * interrupted between its last two steps.  False with *why set on errors. */
bool pack_settle(const char *path, struct buf *why);

#endif
