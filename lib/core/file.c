/* Reads files whole, and replaces them safely. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "core/mem.h"
#include "core/random.h"

enum { CHUNK = 64 * 1024 };

static bool
read_to_end(int fd, size_t max, struct buf *out)
{
	size_t before = out->n;
	ssize_t n;

	do {
		n = read(fd, buf_reserve(out, CHUNK), CHUNK);
		if (n > 0)
			out->n += (size_t)n;
		if (out->n - before > max) {
			errno = EFBIG;
			return false;
		}
	} while (n > 0 || (n < 0 && errno == EINTR));
	return n == 0;
}

bool
file_read(const char *path, size_t max, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int saved;
	bool ok;

	if (fd < 0)
		return false;
	ok = read_to_end(fd, max, out);
	saved = errno;
	close(fd);
	errno = saved;
	return ok;
}

bool
file_write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EAGAIN) {
			struct pollfd pfd = { .fd = fd, .events = POLLOUT };

			poll(&pfd, 1, -1);
			continue;
		}
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

bool
file_settle(int dir, const char *path)
{
	char *copy = xstrdup(path);
	int fd = openat(dir, dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	free(copy);
	return ok;
}

int
file_open(const char *path, bool append)
{
	return open(path,
	    O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC),
	    0666);
}

int
file_open_own(int dir, const char *name, int flags, mode_t mode)
{
	return openat(
	    dir, name, flags | O_CREAT | O_NOFOLLOW | O_CLOEXEC, mode);
}

/* Writes all and closes. */
static bool
fill(int fd, struct str data, mode_t mode, bool sync)
{
	bool ok = fchmod(fd, mode) == 0 && file_write_all(fd, data.p, data.n) &&
	    (!sync || fsync(fd) == 0);
	int saved = errno;

	if (close(fd) != 0)
		return false;
	errno = saved;
	return ok;
}

static bool
replace(int dir, const char *name, struct str data, mode_t mode, bool sync)
{
	struct buf temp = { 0 };
	int fd, saved;
	bool ok;

	buf_fmt(
	    &temp, "%s.%016llx.tmp", name, (unsigned long long)random_seed());
	fd = file_open_own(dir, buf_text(&temp), O_WRONLY | O_EXCL, 0600);
	ok = fd >= 0 && fill(fd, data, mode, sync) &&
	    renameat(dir, temp.p, dir, name) == 0;
	saved = errno;
	if (!ok && fd >= 0)
		unlinkat(dir, temp.p, 0);
	buf_free(&temp);
	errno = saved;
	return ok;
}

bool
file_replace(const char *path, struct str data, mode_t mode)
{
	return replace(AT_FDCWD, path, data, mode, true) &&
	    file_settle(AT_FDCWD, path);
}

bool
file_replace_at(
    int dir, const char *name, struct str data, mode_t mode, bool sync)
{
	return replace(dir, name, data, mode, sync) &&
	    (!sync || file_settle(dir, name));
}

bool
file_rename(const char *from, const char *to)
{
	return rename(from, to) == 0 && file_settle(AT_FDCWD, to);
}

static bool
write_in_place(const char *path, struct str data)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int saved;
	bool ok;

	if (fd < 0)
		return false;
	ok = file_write_all(fd, data.p, data.n);
	saved = errno;
	if (close(fd) != 0)
		return false;
	errno = saved;
	return ok;
}

bool
file_put(const char *path, struct str data)
{
	struct stat st;
	mode_t mask;
	char *real;
	bool ok;

	if (stat(path, &st) != 0) {
		mask = umask(0);
		umask(mask);
		return file_replace(path, data, 0666 & ~mask);
	}
	if (!S_ISREG(st.st_mode))
		return write_in_place(path, data);
	/* A link stays a link: the file that it names is replaced. */
	real = realpath(path, NULL);
	if (real == NULL)
		return false;
	ok = file_replace(real, data, st.st_mode & 07777);
	free(real);
	return ok;
}

int
file_nameless(void)
{
	const char *dir = getenv("TMPDIR");
	struct buf path = { 0 };
	int fd;

	buf_fmt(&path, "%s/chz.XXXXXX",
	    dir != NULL && dir[0] != '\0' ? dir : "/tmp");
	fd = mkostemp((char *)buf_text(&path), O_CLOEXEC);
	if (fd >= 0)
		unlink(path.p);
	buf_free(&path);
	return fd;
}

size_t
file_allow(size_t most)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 0;
	if (limit.rlim_cur < most) {
		limit.rlim_cur = limit.rlim_max < most ? limit.rlim_max : most;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	return limit.rlim_cur < most ? limit.rlim_cur : most;
}
