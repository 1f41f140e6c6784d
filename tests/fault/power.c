/*
 * power - a disk that keeps what was synced, and a cut of its power.
 *
 * Preloaded into a tool (LD_PRELOAD).  POWER_ROOT is the directory that is
 * watched, POWER_DISK an empty one beside it for notes.  A file's bytes are on
 * the disk when it was synced (fsync, fdatasync, syncfs), its name when its
 * directory was (fsync); what was there at the start is.  At the call number
 * POWER_AT of those that change something the process dies, as by SIGKILL.
 *
 * The notes: DISK/files/INODE are links that keep what has no name any more,
 * and DISK/log says what is on the disk, each line replacing earlier ones of
 * the same inode: "S INODE BYTES" and "D INODE [NAME INODE TYPE]...", with a
 * "." as its end.  power.pl makes a directory of them.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *root, *disk;
static long at, calls;
static FILE *notes;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* The function that is behind this one, by its type. */
#define BEHIND(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

static bool
is_watched(int fd)
{
	char link[40], path[4096];
	ssize_t n;

	if (notes == NULL)
		return false;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path);
	return n >= (ssize_t)strlen(root) &&
	    strncmp(path, root, strlen(root)) == 0;
}

/* A call that changes something: the power may go before it is done. */
static void
count(void)
{
	if (notes == NULL)
		return;
	pthread_mutex_lock(&mutex);
	if (++calls == at)
		kill(getpid(), SIGKILL);
	pthread_mutex_unlock(&mutex);
}

static void
note_file(const struct stat *st)
{
	fprintf(
	    notes, "S %ju %jd\n", (uintmax_t)st->st_ino, (intmax_t)st->st_size);
}

static void
note_directory(const char *path)
{
	DIR *list = opendir(path);
	struct dirent *entry;
	struct stat st;

	if (list == NULL || fstat(dirfd(list), &st) != 0)
		abort();
	fprintf(notes, "D %ju", (uintmax_t)st.st_ino);
	while ((entry = readdir(list)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			fprintf(notes, " %s %ju %c", entry->d_name,
			    (uintmax_t)entry->d_ino,
			    entry->d_type == DT_DIR ? 'd' : 'f');
	fprintf(notes, " .\n");
	closedir(list);
}

/* A name of ours for the file, so that its inode is nobody else's. */
static void
hold(const char *path, const struct stat *st)
{
	char name[4096];

	snprintf(
	    name, sizeof name, "%s/files/%ju", disk, (uintmax_t)st->st_ino);
	linkat(AT_FDCWD, path, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
}

static int
note_existing(const char *path, const struct stat *st, int type)
{
	if (type == FTW_D) {
		note_directory(path);
	} else {
		hold(path, st);
		note_file(st);
	}
	return 0;
}

static int
note_bytes(const char *path, const struct stat *st, int type)
{
	(void)path;
	if (type == FTW_F)
		note_file(st);
	return 0;
}

__attribute__((constructor)) static void
begin(void)
{
	const char *number = getenv("POWER_AT");
	char name[4096];
	FILE *log;

	root = getenv("POWER_ROOT");
	disk = getenv("POWER_DISK");
	if (root == NULL || disk == NULL)
		return;
	at = number != NULL ? strtol(number, NULL, 10) : 0;
	snprintf(name, sizeof name, "%s/files", disk);
	BEHIND(mkdir)(name, 0777);
	snprintf(name, sizeof name, "%s/log", disk);
	log = fopen(name, "we");
	if (log == NULL)
		abort();
	notes = log;
	ftw(root, note_existing, 16);
	fflush(notes);
}

static int
opened(int fd, int flags)
{
	char link[40];
	struct stat st;

	if (fd >= 0 && (flags & O_CREAT) != 0 && is_watched(fd) &&
	    fstat(fd, &st) == 0) {
		snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
		hold(link, &st);
	}
	return fd;
}

int
open64(const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(ap, int) : 0;
	va_end(ap);
	if ((flags & O_CREAT) != 0)
		count();
	return opened(BEHIND(open64)(path, flags, mode), flags);
}

int
openat64(int dir, const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(ap, int) : 0;
	va_end(ap);
	if ((flags & O_CREAT) != 0)
		count();
	return opened(BEHIND(openat64)(dir, path, flags, mode), flags);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	if (is_watched(fd))
		count();
	return BEHIND(write)(fd, p, n);
}

static void
note_synced(int fd)
{
	char path[40];
	struct stat st;

	if (!is_watched(fd) || fstat(fd, &st) != 0)
		return;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	pthread_mutex_lock(&mutex);
	if (S_ISDIR(st.st_mode))
		note_directory(path);
	else
		note_file(&st);
	fflush(notes);
	pthread_mutex_unlock(&mutex);
}

int
fsync(int fd)
{
	count();
	note_synced(fd);
	return 0;
}

int
fdatasync(int fd)
{
	count();
	note_synced(fd);
	return 0;
}

int
syncfs(int fd)
{
	count();
	if (is_watched(fd)) {
		pthread_mutex_lock(&mutex);
		ftw(root, note_bytes, 16);
		fflush(notes);
		pthread_mutex_unlock(&mutex);
	}
	return 0;
}

int
rename(const char *from, const char *to)
{
	count();
	return BEHIND(rename)(from, to);
}

int
renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	count();
	return BEHIND(renameat)(from_dir, from, to_dir, to);
}

int
unlink(const char *path)
{
	count();
	return BEHIND(unlink)(path);
}

int
unlinkat(int dir, const char *path, int flags)
{
	count();
	return BEHIND(unlinkat)(dir, path, flags);
}

int
mkdir(const char *path, mode_t mode)
{
	count();
	return BEHIND(mkdir)(path, mode);
}

int
mkdirat(int dir, const char *path, mode_t mode)
{
	count();
	return BEHIND(mkdirat)(dir, path, mode);
}

int
ftruncate64(int fd, off64_t size)
{
	count();
	return BEHIND(ftruncate64)(fd, size);
}
