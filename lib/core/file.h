/*
 * file.h - files: read at once, opened to be written, and replaced at once.
 *
 * Whatever creates or renames an output goes through here.
 */
#ifndef CHZ_CORE_FILE_H
#define CHZ_CORE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/str.h"

/* Appends the file to `out`; false with errno set, EFBIG above `max` bytes. */
bool file_read(const char *path, size_t max, struct buf *out);

/* Opens a file that a user named for writing: created with what the umask
 * leaves, else emptied, or appended to.  A descriptor, or -1 with errno set. */
int file_open(const char *path, bool append);

/* Opens a file of our own below the directory `dir`, or AT_FDCWD, created when
 * it is not there.  Follows no link.  `flags`: O_RDWR or O_WRONLY, and what
 * else is wanted of open(2).  A descriptor, or -1 with errno set. */
int file_open_own(int dir, const char *name, int flags, mode_t mode);

/*
 * Replaces `path` by `data` in one step: a new file beside it, written,
 * fsynced and renamed, its directory synced.  A reader sees the old or the new
 * whole.  `mode` holds whatever the umask.  False with errno set.
 */
bool file_replace(const char *path, struct str data, mode_t mode);

/* The same below the directory `dir`, and onto the disk only with `sync`: some
 * callers sync the file system before they count on it. */
bool file_replace_at(
    int dir, const char *name, struct str data, mode_t mode, bool sync);

/*
 * The same for output that a user named: an existing device or pipe is written
 * to directly; an existing file keeps its mode, a new one gets what the umask
 * leaves.
 */
bool file_put(const char *path, struct str data);

/* Puts the directory that `path`, below `dir`, is in onto the disk; before that
 * a file that was made, renamed or removed may not be so there. */
bool file_settle(int dir, const char *path);

/* Renames, onto the disk: the directory of `to` is synced.  False with errno
 * set. */
bool file_rename(const char *from, const char *to);

/* Opens a file without a name, in TMPDIR: it is gone when it is closed.  A
 * descriptor, or -1 with errno set. */
int file_nameless(void);

/* Lets the process have `most` descriptors, or as many as the system allows:
 * how many. */
size_t file_allow(size_t most);

/* Writes all, over EINTR, short writes and EAGAIN.  False with errno set. */
bool file_write_all(int fd, const char *p, size_t n);

#endif
