/* Reads files and pipes, decompressed where needed. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "core/mem.h"
#include "core/progress.h"
#include "core/sig.h"
#include "jsonl/input.h"
#include "jsonl/unzstd.h"

enum {
	PIPE_SIZE = 1024 * 1024,
	MAGIC = 4,
	CHUNK = 128 * 1024 /* unpacked at once */
};

struct input {
	int fd;
	const char *why;
	struct unzstd *zstd; /* NULL for plain bytes */
	char head[MAGIC];    /* read to find the magic, not yet passed on */
	size_t head_n, head_at;
	bool begun, followed;
};

/* The file, or PATH.zst where there is only that: an archive may have packed
 * its log since somebody found the file there. */
static int
open_or_packed(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct buf packed = { 0 };

	if (fd >= 0 || errno != ENOENT)
		return fd;
	buf_fmt(&packed, "%s.zst", path);
	fd = open(buf_text(&packed), O_RDONLY | O_CLOEXEC);
	buf_free(&packed);
	if (fd < 0)
		errno = ENOENT;
	return fd;
}

struct input *
input_open(const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open_or_packed(path);
	struct input *in;

	if (fd < 0)
		return NULL;
	in = xcalloc(1, sizeof *in);
	in->fd = fd;
	fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
	return in;
}

void
input_follow(struct input *in, const char *name)
{
	in->followed = true;
	progress_file(name, in->fd);
}

/* read(2) over everything that is not an end or an error. */
static ssize_t
read_some(struct input *in, char *p, size_t n, int (*idle)(void *), void *ctx)
{
	struct pollfd pfd = { .fd = in->fd, .events = POLLIN };
	ssize_t got;

	do {
		if (sig_caught())
			return 0;
		if (poll(&pfd, 1, 0) == 0 && !sig_await(in->fd, idle, ctx))
			return 0;
		got = read(in->fd, p, n);
	} while (got < 0 && (errno == EINTR || errno == EAGAIN));
	if (got < 0)
		in->why = strerror(errno);
	return got;
}

static bool
is_zstd(const char *p)
{
	static const unsigned char magic[MAGIC] = { 0x28, 0xB5, 0x2F, 0xFD };
	bool skippable = memcmp(p + 1, "\x2A\x4D\x18", 3) == 0 &&
	    ((unsigned char)p[0] & 0xF0) == 0x50;

	return memcmp(p, magic, MAGIC) == 0 || skippable;
}

static void
start_zstd(struct input *in)
{
	in->zstd = unzstd_open(in->fd, in->head, in->head_n);
	in->head_at = in->head_n;
	if (in->zstd == NULL)
		in->why = strerror(errno);
}

/* Reads the first bytes and decides by them what the stream is. */
static bool
begin(struct input *in, int (*idle)(void *), void *ctx)
{
	ssize_t n = 1;

	in->begun = true;
	while (in->head_n < MAGIC && n > 0) {
		n = read_some(
		    in, in->head + in->head_n, MAGIC - in->head_n, idle, ctx);
		if (n > 0)
			in->head_n += (size_t)n;
		/* A first line shorter than the magic must not wait. */
		if (n > 0 && in->head[0] != 0x28 &&
		    ((unsigned char)in->head[0] & 0xF0) != 0x50)
			break;
	}
	if (in->head_n == MAGIC && is_zstd(in->head))
		start_zstd(in);
	return n >= 0 && in->why == NULL;
}

static ssize_t
read_plain(struct input *in, char *p, size_t n, int (*idle)(void *), void *ctx)
{
	size_t kept = in->head_n - in->head_at;

	if (kept == 0)
		return read_some(in, p, n, idle, ctx);
	if (kept > n)
		kept = n;
	memcpy(p, in->head + in->head_at, kept);
	in->head_at += kept;
	return (ssize_t)kept;
}

static ssize_t
read_zstd(struct input *in, char *p, size_t n, int (*idle)(void *), void *ctx)
{
	ssize_t got = unzstd_read(in->zstd, p, n, idle, ctx);

	if (got < 0)
		in->why = unzstd_why(in->zstd);
	return got;
}

ssize_t
input_read(
    struct input *in, char *p, size_t n, int (*idle)(void *ctx), void *ctx)
{
	ssize_t got;

	if (!in->begun && !begin(in, idle, ctx))
		return -1;
	got = in->zstd != NULL ? read_zstd(in, p, n, idle, ctx)
			       : read_plain(in, p, n, idle, ctx);
	if (in->followed && got > 0)
		progress_counts.in += (uint64_t)got;
	if (in->followed)
		progress_tick();
	return got;
}

bool
input_ready(const struct input *in)
{
	struct pollfd pfd = { .fd = in->fd, .events = POLLIN };

	if (in->zstd != NULL)
		return unzstd_ready(in->zstd);
	return in->head_at < in->head_n || poll(&pfd, 1, 0) != 0;
}

off_t
input_size(const struct input *in)
{
	struct stat st;

	return fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : 0;
}

bool
input_is_packed(const struct input *in)
{
	return in->zstd != NULL;
}

static bool
copy_to(struct input *in, int fd, int (*idle)(void *), void *ctx)
{
	char *chunk = xmalloc(CHUNK);
	ssize_t n;

	while ((n = read_zstd(in, chunk, CHUNK, idle, ctx)) > 0)
		if (!file_write_all(fd, chunk, (size_t)n)) {
			in->why = strerror(errno);
			n = -1;
			break;
		}
	free(chunk);
	return n == 0 && lseek(fd, 0, SEEK_SET) == 0;
}

bool
input_unpack(struct input *in, int (*idle)(void *ctx), void *ctx)
{
	int fd = file_nameless();

	if (fd < 0) {
		in->why = strerror(errno);
		return false;
	}
	if (!copy_to(in, fd, idle, ctx)) {
		close(fd);
		return false;
	}
	unzstd_close(in->zstd);
	in->zstd = NULL;
	close(in->fd);
	in->fd = fd;
	return true;
}

const char *
input_why(const struct input *in)
{
	return in->why;
}

void
input_close(struct input *in)
{
	if (in == NULL)
		return;
	if (in->followed)
		progress_file_end();
	unzstd_close(in->zstd); /* before the descriptor that it reads */
	if (in->fd != STDIN_FILENO)
		close(in->fd);
	free(in);
}
