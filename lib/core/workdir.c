/* Keeps a directory to one process by a locked file in it. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "core/str.h"
#include "core/workdir.h"

#define LOCK "/.lock"

static int
remove_other(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	if (at->level > 0 && strcmp(path + at->base - 1, LOCK) != 0)
		(void)!remove(path);
	return 0;
}

/* Removes what is in it but the lock. */
static void
empty(const char *path)
{
	enum { DESCRIPTORS = 16 };

	nftw(path, remove_other, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

/* The lock of a directory that may vanish meanwhile, then with ENOENT. */
static int
take_lock(const char *path)
{
	struct buf name = { 0 };
	struct stat st;
	int fd;

	buf_fmt(&name, "%s" LOCK, path);
	fd = file_open_own(AT_FDCWD, buf_text(&name), O_RDWR, 0600);
	buf_free(&name);
	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX) == 0 && fstat(fd, &st) == 0) {
		if (st.st_nlink > 0)
			return fd;
		errno = ENOENT; /* the one before us has removed it */
	}
	close(fd);
	return -1;
}

bool
workdir_open(struct workdir *w, const char *path)
{
	w->path = path;
	do {
		if (mkdir(path, 0777) < 0 && errno != EEXIST)
			return false;
		w->lock = take_lock(path);
	} while (w->lock < 0 && errno == ENOENT);
	if (w->lock >= 0)
		empty(path);
	return w->lock >= 0;
}

void
workdir_close(struct workdir *w)
{
	struct buf name = { 0 };

	empty(w->path);
	buf_fmt(&name, "%s" LOCK, w->path);
	unlink(buf_text(&name));
	rmdir(w->path);
	close(w->lock);
	buf_free(&name);
}
