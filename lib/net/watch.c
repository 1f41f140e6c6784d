/* Watches a descriptor. */
#include <stdlib.h>

#include "core/mem.h"
#include "net/loop_private.h"
#include "net/watch.h"

struct fd_watch {
	uv_poll_t uv; /* first: closing frees the struct by its address */
	void (*ready)(void *ctx, bool readable, bool writable);
	void *ctx;
	int events;
};

/* An error is for whoever reads or writes next to find. */
static void
on_poll(uv_poll_t *uv, int status, int events)
{
	struct fd_watch *w = (struct fd_watch *)uv;

	if (status < 0)
		events = w->events;
	w->ready(
	    w->ctx, (events & UV_READABLE) != 0, (events & UV_WRITABLE) != 0);
}

struct fd_watch *
watch_new(struct loop *loop, int fd,
    void (*ready)(void *ctx, bool readable, bool writable), void *ctx)
{
	struct fd_watch *w = xcalloc(1, sizeof *w);

	w->ready = ready;
	w->ctx = ctx;
	if (uv_poll_init(loop_uv(loop), &w->uv, fd) == 0)
		return w;
	free(w);
	return NULL;
}

void
watch_for(struct fd_watch *w, bool reading, bool writing)
{
	int events = (reading ? UV_READABLE : 0) | (writing ? UV_WRITABLE : 0);

	if (events == w->events)
		return;
	w->events = events;
	if (events != 0)
		uv_poll_start(&w->uv, events, on_poll);
	else
		uv_poll_stop(&w->uv);
}

void
watch_free(struct fd_watch *w)
{
	if (w != NULL)
		uv_close((uv_handle_t *)&w->uv, loop_close_free);
}
