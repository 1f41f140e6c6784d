/*
 * fault - makes the n-th call of some kind fail.
 *
 * Preloaded into a tool (LD_PRELOAD).  FAULT_CALL names the kind: alloc, read,
 * write, open or thread.  FAULT_AT says which call of it fails, from 1; at 0
 * none does.  FAULT_COUNT names a file that gets the number of calls at the
 * end, so that a test knows how many there are to fail.  Calls made before
 * main, by the loader, are not counted.
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
static long fail_at;
static atomic_long calls;

__attribute__((constructor)) static void
begin(void)
{
	const char *at = getenv("FAULT_AT");

	fail_at = at != NULL ? strtol(at, NULL, 10) : 0;
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
	return kind != NULL && strcmp(kind, call) == 0 &&
	    atomic_fetch_add(&calls, 1) + 1 == fail_at;
}

/* The function that is behind this one, by its type. */
#define BEHIND(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

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
	if (fails("read")) {
		errno = EIO;
		return -1;
	}
	return BEHIND(read)(fd, p, n);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	/* Messages are not data. */
	if (fd != STDERR_FILENO && fails("write")) {
		errno = ENOSPC;
		return -1;
	}
	return BEHIND(write)(fd, p, n);
}

int
open(const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(ap, int) : 0;
	va_end(ap);
	if (fails("open")) {
		errno = EMFILE;
		return -1;
	}
	return BEHIND(open)(path, flags, mode);
}

int
pthread_create(pthread_t *thread, const pthread_attr_t *attr,
    void *(*run)(void *), void *ctx)
{
	if (fails("thread"))
		return EAGAIN;
	return BEHIND(pthread_create)(thread, attr, run, ctx);
}
