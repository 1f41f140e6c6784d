/*
 * scratch.h - a directory for the files of a fuzz target, which goes with the
 * process.  In memory where there is /dev/shm: nothing waits for a disk.
 */
#ifndef CHZ_FUZZ_SCRATCH_H
#define CHZ_FUZZ_SCRATCH_H

#include <fcntl.h>
#include <ftw.h>
#include <unistd.h>

#include "fuzz.h"

enum { SCRATCH_PATH = 128 };

struct scratch {
	char dir[SCRATCH_PATH / 2];
};

static char *scratch_used; /* the directory to remove */

static inline int
scratch_remove_one(
    const char *path, const struct stat *st, int flag, struct FTW *at)
{
	(void)st;
	(void)flag;
	(void)at;
	return remove(path);
}

static inline void
scratch_remove(void)
{
	nftw(scratch_used, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Makes it, unless it is there; true when it is new. */
static inline bool
scratch_open(struct scratch *s)
{
	if (s->dir[0] != '\0')
		return false;
	snprintf(s->dir, sizeof s->dir, "%s/chz-fuzz.XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	scratch_used = mkdtemp(s->dir);
	must(scratch_used != NULL, "%s", s->dir);
	return atexit(scratch_remove) == 0;
}

static inline void
scratch_path(const struct scratch *s, char path[SCRATCH_PATH], const char *name)
{
	snprintf(path, SCRATCH_PATH, "%s/%s", s->dir, name);
}

/* A file of these bytes, for the owner only. */
static inline void
scratch_write(const char *path, const uint8_t *data, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	must(fd >= 0 && write(fd, data, n) == (ssize_t)n, "%s", path);
	close(fd);
}

#endif
