#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "core/mem.h"
#include "core/sig.h"
#include "jsonl/input.h"

enum {
	PIPE_SIZE = 1024 * 1024,
	PACKED = 128 * 1024, /* compressed bytes read at once */
	MAGIC = 4,
	WINDOW_LOG = 27 /* 128 MiB */
};

struct input {
	int fd;
	const char *why;
	ZSTD_DStream *zstd; /* NULL for plain bytes */
	char *packed;
	ZSTD_inBuffer in; /* what of `packed` is still to be taken */
	size_t hint;      /* 0 at the end of a frame */
	char head[MAGIC]; /* read to find the magic, not yet passed on */
	size_t head_n, head_at;
	bool begun;
};

struct input *
input_open(const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct input *in;

	if (fd < 0)
		return NULL;
	in = xcalloc(1, sizeof *in);
	in->fd = fd;
	fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
	return in;
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
		if (poll(&pfd, 1, 0) == 0)
			while (!sig_wait(in->fd, POLLIN, idle(ctx)))
				if (sig_caught())
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
	in->zstd = ZSTD_createDStream();
	in->packed = xmalloc(PACKED);
	if (in->zstd == NULL)
		in->why = "zstd: out of memory";
	else
		ZSTD_DCtx_setParameter(
		    in->zstd, ZSTD_d_windowLogMax, WINDOW_LOG);
	memcpy(in->packed, in->head, in->head_n);
	in->in = (ZSTD_inBuffer){ in->packed, in->head_n, 0 };
	in->head_at = in->head_n;
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
	ZSTD_outBuffer out = { p, n, 0 };

	while (out.pos == 0) {
		if (in->in.pos == in->in.size) {
			ssize_t got =
			    read_some(in, in->packed, PACKED, idle, ctx);

			if (got == 0 && in->hint != 0 && !sig_caught()) {
				in->why = "zstd: the file is cut short";
				return -1;
			}
			if (got <= 0)
				return got;
			in->in = (ZSTD_inBuffer){ in->packed, (size_t)got, 0 };
		}
		in->hint = ZSTD_decompressStream(in->zstd, &out, &in->in);
		if (ZSTD_isError(in->hint)) {
			in->why = ZSTD_getErrorName(in->hint);
			return -1;
		}
	}
	return (ssize_t)out.pos;
}

ssize_t
input_read(
    struct input *in, char *p, size_t n, int (*idle)(void *ctx), void *ctx)
{
	if (!in->begun && !begin(in, idle, ctx))
		return -1;
	return in->zstd != NULL ? read_zstd(in, p, n, idle, ctx)
				: read_plain(in, p, n, idle, ctx);
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
	if (in->fd != STDIN_FILENO)
		close(in->fd);
	ZSTD_freeDStream(in->zstd);
	free(in->packed);
	free(in);
}
