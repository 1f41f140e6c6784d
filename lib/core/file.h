/*
 * file.h - whole files, read at once and replaced at once.
 */
#ifndef CHZ_CORE_FILE_H
#define CHZ_CORE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/str.h"

/* Appends the file to `out`; false with errno set, EFBIG above `max` bytes. */
bool file_read(const char *path, size_t max, struct buf *out);

/*
 * Replaces `path` by `data` in one step: a new file beside it, written,
 * fsynced and renamed, its directory synced.  A reader sees the old or the new
 * whole.  `mode` holds whatever the umask.  False with errno set.
 */
bool file_replace(const char *path, struct str data, mode_t mode);

/*
 * The same for output that a user named: an existing device or pipe is written
 * to directly; an existing file keeps its mode, a new one gets what the umask
 * leaves.
 */
bool file_put(const char *path, struct str data);

/* Syncs the directory that `path` is in; before that a file made, renamed or
 * removed may not be so on disk.  False with errno set. */
bool file_sync_directory(const char *path);

/* Writes all, over EINTR, short writes and EAGAIN.  False with errno set. */
bool file_write_all(int fd, const char *p, size_t n);

#endif
