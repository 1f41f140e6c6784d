/* Looks up hosts in threads of libuv. */
#include <stdlib.h>
#include <sys/socket.h>

#include "core/mem.h"
#include "net/loop_private.h"
#include "net/resolve.h"

/* A look-up cannot always be stopped, so it outlives the request. */
struct resolve {
	uv_getaddrinfo_t uv; /* first: libuv hands its address back */
	void (*done)(void *ctx, struct addrinfo *, const char *why);
	void *ctx;
};

static void
on_answer(uv_getaddrinfo_t *uv, int status, struct addrinfo *found)
{
	struct resolve *r = (struct resolve *)uv;

	if (r->done == NULL)
		uv_freeaddrinfo(found);
	else
		r->done(
		    r->ctx, found, status != 0 ? uv_strerror(status) : NULL);
	free(r);
}

struct resolve *
resolve_start(struct loop *loop, const char *name,
    void (*done)(void *ctx, struct addrinfo *, const char *why), void *ctx)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct resolve *r = xcalloc(1, sizeof *r);
	int err;

	r->done = done;
	r->ctx = ctx;
	err = uv_getaddrinfo(
	    loop_uv(loop), &r->uv, on_answer, name, NULL, &hints);
	if (err == 0)
		return r;
	free(r);
	done(ctx, NULL, uv_strerror(err));
	return NULL;
}

void
resolve_cancel(struct resolve *r)
{
	if (r == NULL)
		return;
	r->done = NULL;
	uv_cancel((uv_req_t *)&r->uv);
}

void
resolve_free(struct addrinfo *found)
{
	uv_freeaddrinfo(found);
}
