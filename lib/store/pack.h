/*
 * pack.h - finished journals, compressed.
 *
 * NAME.zst holds independent zstd frames of about 4 MiB of whole lines each,
 * so that a log can be read from any frame on; each with a checksum.  It is
 * built as NAME.zst.tmp, synced, read back and compared before it takes its
 * name, and only then is NAME removed: at every instant either NAME or the
 * whole NAME.zst holds the lines, on the disk too.  An older NAME.zst is
 * continued.
 *
 * A run that ends between these two steps leaves the lines in both.  No later
 * one could know that from lines that were said again, so its owner writes down
 * how long NAME.zst will be before pack_place.
 */
#ifndef CHZ_STORE_PACK_H
#define CHZ_STORE_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

/* Compresses the file `path` into PATH.zst.tmp of so many bytes.  False with
 * *why set, and nothing changed. */
bool pack_build(const char *path, int64_t *bytes, struct buf *why);

/* Puts that in the place of PATH and PATH.zst.  False with *why set. */
bool pack_place(const char *path, struct buf *why);

/* Removes `path` when that was interrupted: PATH.zst has `bytes` bytes and ends
 * in the very same text.  False with *why set on errors. */
bool pack_settle(const char *path, int64_t bytes, struct buf *why);

/* Whether both files, compressed or not, hold the same text. */
bool pack_is_same(const char *a, const char *b);

#endif
