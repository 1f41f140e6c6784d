/*
 * fault - makes the n-th call of some kind fail.
 *
 * Preloaded into a tool (LD_PRELOAD).  FAULT_CALL names the kind: alloc, read,
 * write, open, sync (fsync, fdatasync, syncfs), rename, unlink or thread.
 * FAULT_AT says which call of it fails, from 1; at 0 none does.  With
 * FAULT_EVERY each n-th one fails, and with FAULT_ERROR=EINTR or EAGAIN by that
 * error: a call that is to be made again.  FAULT_CALL=garble: the FAULT_AT-th
 * write to a file changes its last byte, and says nothing.
 *
 * FAULT_COUNT names a file that gets the number of calls at the end, so that a
 * test knows how many there are to fail.  FAULT_LOG names one that gets a line
 * for each write, sync, rename and unlink that was made: the call and the path.
 * Calls made before main, by the loader, are not counted.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *kind;
static long fail_at, every;
static int error; /* 0: what is usual for the call */
static int log_fd = -1;
static atomic_long calls;

static long
number(const char *name)
{
	const char *text = getenv(name);

	return text != NULL ? strtol(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void
begin(void)
{
	const char *name = getenv("FAULT_ERROR");
	const char *path = getenv("FAULT_LOG");

	fail_at = number("FAULT_AT");
	every = number("FAULT_EVERY");
	if (name != NULL)
		error = strcmp(name, "EINTR") == 0 ? EINTR : EAGAIN;
	if (path != NULL)
		log_fd =
		    open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	kind = getenv("FAULT_CALL");
}

__attribute__((destructor)) static void
end(void)
{
	const char *path = getenv("FAULT_COUNT");
	FILE *f;

	kind = NULL;
	if (path == NULL || (f = fopen(path, "w")) == NULL)
		return;
	fprintf(f, "%ld\n", atomic_load(&calls));
	fclose(f);
}

/* Whether this call is the one. */
static bool
fails(const char *call)
{
	long n;

	if (kind == NULL || strcmp(kind, call) != 0)
		return false;
	n = atomic_fetch_add(&calls, 1) + 1;
	return n == fail_at || (every > 0 && n % every == 0);
}

static int
fail_with(int usual)
{
	errno = error != 0 ? error : usual;
	return -1;
}

/* The function that is behind this one, by its type. */
#define BEHIND(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

/* A line of the log, which is one write. */
static void
note(const char *call, const char *path)
{
	char line[1024];
	int saved = errno, n;

	if (log_fd < 0)
		return;
	n = snprintf(line, sizeof line, "%s %s\n", call, path);
	(void)!BEHIND(write)(log_fd, line, (size_t)n);
	errno = saved;
}

static void
note_fd(const char *call, int fd)
{
	char link[64], path[512];
	ssize_t n;

	if (log_fd < 0)
		return;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path - 1);
	path[n > 0 ? n : 0] = '\0';
	note(call, path);
}

/* glibc's own names, since dlsym itself allocates. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

static void *
no_memory(void)
{
	errno = ENOMEM;
	return NULL;
}

void *
malloc(size_t size)
{
	return fails("alloc") ? no_memory() : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return fails("alloc") ? no_memory() : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t size)
{
	return fails("alloc") ? no_memory() : __libc_realloc(p, size);
}

void *
reallocarray(void *p, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		return no_memory();
	return realloc(p, n * size);
}

ssize_t
read(int fd, void *p, size_t n)
{
	return fails("read") ? fail_with(EIO) : BEHIND(read)(fd, p, n);
}

static ssize_t
garbled(int fd, const char *p, size_t n)
{
	char *copy = __libc_malloc(n);
	ssize_t done;

	memcpy(copy, p, n);
	copy[n - 1] ^= 1;
	done = BEHIND(write)(fd, copy, n);
	free(copy);
	return done;
}

ssize_t
write(int fd, const void *p, size_t n)
{
	/* Messages are not data. */
	if (fd == STDERR_FILENO)
		return BEHIND(write)(fd, p, n);
	if (fails("write"))
		return fail_with(ENOSPC);
	note_fd("write", fd);
	if (fd != STDOUT_FILENO && n > 0 && fails("garble"))
		return garbled(fd, p, n);
	return BEHIND(write)(fd, p, n);
}

int
fsync(int fd)
{
	if (fails("sync"))
		return fail_with(EIO);
	note_fd("sync", fd);
	return BEHIND(fsync)(fd);
}

int
fdatasync(int fd)
{
	if (fails("sync"))
		return fail_with(EIO);
	note_fd("sync", fd);
	return BEHIND(fdatasync)(fd);
}

int
syncfs(int fd)
{
	if (fails("sync"))
		return fail_with(EIO);
	note_fd("syncfs", fd);
	return BEHIND(syncfs)(fd);
}

int
renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	if (fails("rename"))
		return fail_with(EACCES);
	note("rename", to);
	return BEHIND(renameat)(from_dir, from, to_dir, to);
}

int
rename(const char *from, const char *to)
{
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int
unlinkat(int dir, const char *path, int flags)
{
	if (fails("unlink"))
		return fail_with(EACCES);
	note("unlink", path);
	return BEHIND(unlinkat)(dir, path, flags);
}

int
unlink(const char *path)
{
	return unlinkat(AT_FDCWD, path, 0);
}

/* The mode of an open call, which is there when something may be made. */
#define MODE_OF(flags, mode)                                                   \
	do {                                                                   \
		va_list ap;                                                    \
		va_start(ap, flags);                                           \
		if ((flags & (O_CREAT | O_TMPFILE)) != 0)                      \
			mode = va_arg(ap, int);                                \
		va_end(ap);                                                    \
	} while (0)

static int
open_at(int dir, const char *path, int flags, int mode)
{
	return fails("open") ? fail_with(EMFILE)
			     : BEHIND(openat)(dir, path, flags, mode);
}

int
open(const char *path, int flags, ...)
{
	int mode = 0;

	MODE_OF(flags, mode);
	return open_at(AT_FDCWD, path, flags, mode);
}

int
openat(int dir, const char *path, int flags, ...)
{
	int mode = 0;

	MODE_OF(flags, mode);
	return open_at(dir, path, flags, mode);
}

/* What they are called where files may be large. */
int open64(const char *, int, ...) __attribute__((alias("open")));
int openat64(int, const char *, int, ...) __attribute__((alias("openat")));

int
pthread_create(pthread_t *thread, const pthread_attr_t *attr,
    void *(*run)(void *), void *ctx)
{
	if (fails("thread"))
		return EAGAIN;
	return BEHIND(pthread_create)(thread, attr, run, ctx);
}
