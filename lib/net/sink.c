/* Standard output on the loop. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/file.h"
#include "core/mem.h"
#include "core/progress.h"
#include "core/sig.h"
#include "net/loop_private.h"
#include "net/stdio.h"
#include "net/stdio_private.h"

enum { PIPE_SIZE = 1024 * 1024, KEPT = 256 * 1024 };

const struct opt sink_options[] = {
	{ 'o', "output", "FILE", "write to FILE",
	    OPT_TEXT(struct sink_settings, path) },
	{ 0 },
};

/* How the bytes leave. */
struct sink_way {
	struct sink *sink;
	struct sink_settings set;
	const char *name;
	int given; /* the descriptor to close in the end */
	struct own own;
	size_t sent;    /* of the buffer */
	uint64_t total; /* sent, of all */
	bool full, ending, failed, over, pipe;
	uv_poll_t *poll; /* NULL for files */
	bool waiting;    /* for the reader to make room */
	uv_prepare_t *before_wait;
};

/* A reader that has left ends the tool; anything else is reported once. */
static void
fail(struct sink_way *w, int err)
{
	if (err == EPIPE)
		sig_pipe();
	if (!w->failed)
		diag_error("%s: %s", w->name, strerror(err));
	w->failed = true;
	w->sink->buf.n = w->sent = 0;
}

/* Forgets what was sent; a buffer that grew large is given back. */
static void
drop_sent(struct sink_way *w)
{
	struct buf *b = &w->sink->buf;

	if (w->sent == b->n) {
		b->n = w->sent = 0;
		if (b->cap > KEPT)
			buf_free(b);
	} else if (w->sent > b->n / 2) {
		memmove(b->p, b->p + w->sent, b->n - w->sent);
		b->n -= w->sent;
		w->sent = 0;
	}
}

/* Sends until the reader takes no more; false when something is left. */
static bool
send_some(struct sink_way *w)
{
	struct buf *b = &w->sink->buf;

	while (w->sent < b->n && !w->failed) {
		ssize_t n = write(w->own.fd, b->p + w->sent, b->n - w->sent);

		if (n >= 0) {
			w->sent += (size_t)n;
			w->total += (uint64_t)n;
			progress_counts.out += (uint64_t)n;
		} else if (errno == EAGAIN) {
			break;
		} else if (errno != EINTR) {
			fail(w, errno);
		}
	}
	drop_sent(w);
	return b->n == 0;
}

static void
tell_full(struct sink_way *w)
{
	size_t left = w->sink->buf.n - w->sent;
	bool full = left > (w->full ? w->set.cap / 2 : w->set.cap);

	if (full == w->full)
		return;
	w->full = full;
	if (full)
		diag_note("%s: %zu MiB wait for a slow reader: "
			  "nothing more is received until it catches up",
		    w->name, left / (1024 * 1024));
	else
		diag_note("%s: the reader has caught up", w->name);
	if (w->set.full != NULL)
		w->set.full(w->set.ctx, full);
}

static void on_poll(uv_poll_t *, int status, int events);

/* Watches for the reader's leaving always, for room when it is needed. */
static void
watch(struct sink_way *w, bool for_room)
{
	if (w->poll == NULL)
		return;
	w->waiting = for_room;
	uv_poll_start(
	    w->poll, UV_DISCONNECT | (for_room ? UV_WRITABLE : 0), on_poll);
}

static void
pump(struct sink_way *w)
{
	bool all = send_some(w);

	if (all == w->waiting)
		watch(w, !all);
	tell_full(w);
	if (w->over || !(w->failed || (all && w->ending)))
		return;
	w->over = true;
	if (w->set.ended != NULL)
		w->set.ended(w->set.ctx);
}

/* Whether nobody can read any more; poll(2) knows why epoll woke us. */
static bool
reader_left(struct sink_way *w)
{
	struct pollfd pfd = { .fd = w->own.fd, .events = POLLOUT };

	return poll(&pfd, 1, 0) > 0 && (pfd.revents & (POLLERR | POLLHUP)) != 0;
}

static void
on_poll(uv_poll_t *uv, int status, int events)
{
	struct sink_way *w = uv->data;

	if ((status < 0 || (events & UV_DISCONNECT) != 0) && reader_left(w))
		fail(w, EPIPE);
	pump(w);
}

static void
before_wait(uv_prepare_t *uv)
{
	struct sink_way *w = uv->data;

	if (!w->waiting && (w->sink->buf.n > 0 || w->ending))
		pump(w);
	else
		tell_full(w);
}

static void
open_descriptor(struct sink_way *w)
{
	const char *path = w->set.path;

	w->given = STDOUT_FILENO;
	w->name = "standard output";
	if (path != NULL && strcmp(path, "-") != 0) {
		w->name = path;
		w->given = file_open(path, w->set.append);
		if (w->given < 0)
			diag_die(
			    EXIT_SOME_FAILED, "%s: %s", path, strerror(errno));
	}
	/* Refused for files and beyond the user's limit; no harm done. */
	w->pipe = fcntl(w->given, F_SETPIPE_SZ, PIPE_SIZE) >= 0 ||
	    fcntl(w->given, F_GETPIPE_SZ) >= 0;
	w->own = own_open(w->given);
}

/* What was written stays where it is; what was not sent goes to the new one.
 * When there is none, the old one goes on. */
static void
renew(void *ctx)
{
	struct sink_way *w = ctx;
	int fd;

	if (w->failed)
		return;
	fd = file_open(w->set.path, true);
	if (fd < 0) {
		diag_error("%s: %s", w->name, strerror(errno));
		return;
	}
	own_close(&w->own);
	close(w->given);
	w->given = fd;
	w->own = own_open(fd);
}

struct sink *
sink_open(struct loop *loop, const struct sink_settings *set)
{
	struct sink *s = xcalloc(1, sizeof *s);
	struct sink_way *w = xcalloc(1, sizeof *w);

	s->way = w;
	w->sink = s;
	w->set = *set;
	if (w->set.cap == 0)
		w->set.cap = SINK_CAP;
	open_descriptor(w);
	w->before_wait = xcalloc(1, sizeof *w->before_wait);
	uv_prepare_init(loop_uv(loop), w->before_wait);
	w->before_wait->data = w;
	uv_prepare_start(w->before_wait, before_wait);
	if (w->given != STDOUT_FILENO && !w->set.append && sink_file(s) >= 0)
		loop_on_renew(loop, renew, w);
	if (!w->own.pollable)
		return s;
	w->poll = xcalloc(1, sizeof *w->poll);
	if (uv_poll_init(loop_uv(loop), w->poll, w->own.fd) != 0) {
		free(w->poll);
		w->poll = NULL;
		return s;
	}
	w->poll->data = w;
	watch(w, false);
	return s;
}

void
sink_end(struct sink *s)
{
	s->way->ending = true;
}

size_t
sink_waiting(const struct sink *s)
{
	return s->buf.n - s->way->sent;
}

void
sink_flush(struct sink *s)
{
	if (s->buf.n > 0 && !s->way->waiting)
		pump(s->way);
}

uint64_t
sink_mark(const struct sink *s)
{
	return s->way->total + sink_waiting(s);
}

bool
sink_reached(const struct sink *s, uint64_t mark)
{
	int unread = 0;

	/* Linux answers for a pipe at either end; of other files it says
	 * something else. */
	if (s->way->pipe)
		ioctl(s->way->own.fd, FIONREAD, &unread);
	return s->way->total >= mark + (uint64_t)unread;
}

bool
sink_failed(const struct sink *s)
{
	return s->way->failed;
}

int
sink_file(const struct sink *s)
{
	struct stat st;
	int fd = s->way->own.fd;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? fd : -1;
}

int
sink_close(struct sink *s)
{
	struct sink_way *w;
	int status;

	if (s == NULL)
		return EXIT_OK;
	w = s->way;
	if (!send_some(w) && !w->failed)
		diag_error("%s: the reader did not take the last %zu bytes",
		    w->name, s->buf.n - w->sent);
	if (w->poll != NULL)
		uv_close((uv_handle_t *)w->poll, loop_close_free);
	uv_close((uv_handle_t *)w->before_wait, loop_close_free);
	status = w->failed || s->buf.n > 0 ? EXIT_SOME_FAILED : EXIT_OK;
	own_close(&w->own);
	if (close(w->given) != 0 && errno != EINTR && !w->failed) {
		fail(w, errno);
		status = EXIT_SOME_FAILED;
	}
	buf_free(&s->buf);
	free(w);
	free(s);
	return status;
}
