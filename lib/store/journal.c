/* Appends whole lines, and cuts off torn ones. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "core/str.h"
#include "store/journal.h"

enum { CHUNK = 64 * 1024, MODE = 0644 };

static int
open_below(int dir, const char *name)
{
	return file_open_own(dir, name, O_RDWR | O_APPEND, MODE);
}

int
journal_open(int dir, const char *name, off_t *size)
{
	int fd = open_below(dir, name);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*size = st.st_size;
		return fd;
	}
	close(fd);
	errno = EINVAL;
	return -1;
}

static bool
read_at(int fd, char *p, size_t n, off_t at)
{
	while (n > 0) {
		ssize_t got = pread(fd, p, n, at);

		if (got == 0)
			errno = EIO;
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

/* Where the last line ends; 0 when there is no whole line. */
static bool
last_line_end(int fd, off_t size, off_t *end)
{
	char chunk[CHUNK];

	for (*end = size; *end > 0;) {
		size_t n = *end < CHUNK ? (size_t)*end : CHUNK;
		const char *newline;

		if (!read_at(fd, chunk, n, *end - (off_t)n))
			return false;
		newline = memrchr(chunk, '\n', n);
		if (newline != NULL) {
			*end -= (off_t)n - (newline + 1 - chunk);
			return true;
		}
		*end -= (off_t)n;
	}
	return true;
}

/* Copies the bytes [from, to) to the end of `out`, onto the disk. */
static bool
copy_out(int fd, off_t from, off_t to, int out)
{
	char chunk[CHUNK];

	while (from < to) {
		size_t n = to - from < CHUNK ? (size_t)(to - from) : CHUNK;

		if (!read_at(fd, chunk, n, from) ||
		    !file_write_all(out, chunk, n))
			return false;
		from += (off_t)n;
	}
	return fsync(out) == 0;
}

static bool
keep_torn(int dir, const char *name, int fd, off_t from, off_t to)
{
	struct buf torn = { 0 };
	int out;
	bool ok;

	buf_fmt(&torn, "%s.torn", name);
	out = open_below(dir, buf_text(&torn));
	ok =
	    out >= 0 && copy_out(fd, from, to, out) && file_settle(dir, torn.p);
	if (out >= 0)
		close(out);
	buf_free(&torn);
	return ok;
}

bool
journal_mend(int dir, const char *name, int fd, off_t *size, off_t *torn)
{
	off_t end;

	*torn = 0;
	if (!last_line_end(fd, *size, &end))
		return false;
	if (end == *size)
		return true;
	if (!keep_torn(dir, name, fd, end, *size) || ftruncate(fd, end) != 0)
		return false;
	*torn = *size - end;
	*size = end;
	return true;
}

bool
journal_append(int fd, const char *p, size_t n, off_t *size)
{
	int saved;

	if (file_write_all(fd, p, n)) {
		*size += (off_t)n;
		return true;
	}
	saved = errno;
	(void)!ftruncate(fd, *size);
	errno = saved;
	return false;
}
