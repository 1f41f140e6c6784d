/* Standard input on the loop. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/mem.h"
#include "net/loop_private.h"
#include "net/stdio.h"
#include "net/stdio_private.h"

enum { PIECE = 64 * 1024 };

struct feed {
	void (*data)(void *ctx, const char *p, size_t n);
	void *ctx;
	struct own own;
	uv_poll_t *poll;     /* for what can wait */
	struct timer *again; /* for files, which are always ready */
	bool ended, paused;
};

static void
stop(struct feed *f)
{
	f->ended = true;
	if (f->poll != NULL)
		uv_poll_stop(f->poll);
	timer_clear(f->again);
}

/* Passes on what is there; the end too. */
static void
take(struct feed *f)
{
	char piece[PIECE];
	ssize_t n = read(f->own.fd, piece, sizeof piece);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0)
		diag_error("standard input: %s", strerror(errno));
	if (n <= 0)
		stop(f);
	f->data(f->ctx, piece, n > 0 ? (size_t)n : 0);
}

static void
on_poll(uv_poll_t *uv, int status, int events)
{
	(void)status, (void)events;
	take(uv->data);
}

static void
on_file(void *ctx)
{
	struct feed *f = ctx;

	timer_set(f->again, 0);
	take(f);
}

static void
start(struct feed *f)
{
	if (f->poll != NULL)
		uv_poll_start(f->poll, UV_READABLE | UV_DISCONNECT, on_poll);
	else
		timer_set(f->again, 0);
}

static void
watch(struct feed *f, struct loop *loop)
{
	f->poll = xcalloc(1, sizeof *f->poll);
	if (uv_poll_init(loop_uv(loop), f->poll, f->own.fd) != 0) {
		free(f->poll);
		f->poll = NULL;
		return;
	}
	f->poll->data = f;
}

struct feed *
feed_open(struct loop *loop, void (*data)(void *ctx, const char *p, size_t n),
    void *ctx)
{
	struct feed *f = xcalloc(1, sizeof *f);

	f->data = data;
	f->ctx = ctx;
	f->own = own_open(STDIN_FILENO);
	f->again = timer_new(loop, on_file, f);
	if (isatty(STDIN_FILENO))
		diag_note("reading records from the terminal; end with ^D");
	if (f->own.pollable)
		watch(f, loop);
	start(f);
	return f;
}

void
feed_pause(struct feed *f, bool paused)
{
	if (paused == f->paused)
		return;
	f->paused = paused;
	if (f->ended)
		return;
	if (!paused)
		start(f);
	else if (f->poll != NULL)
		uv_poll_stop(f->poll);
	else
		timer_clear(f->again);
}

void
feed_close(struct feed *f)
{
	if (f == NULL)
		return;
	if (f->poll != NULL)
		uv_close((uv_handle_t *)f->poll, loop_close_free);
	timer_free(f->again);
	own_close(&f->own);
	free(f);
}
