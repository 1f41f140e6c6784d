/*
 * resolve.h - the addresses of a host, without holding up the loop.
 *
 * The system's getaddrinfo(3) works in a thread of libuv's.
 */
#ifndef CHZ_NET_RESOLVE_H
#define CHZ_NET_RESOLVE_H

#include <netdb.h>

#include "net/loop.h"

struct resolve; /* under way */

/*
 * Calls `done` from the loop, after which it is gone: with addresses, yours to
 * free with resolve_free, or with NULL and the reason.  NULL when it did so at
 * once, because the system refused.
 */
struct resolve *resolve_start(struct loop *, const char *name,
    void (*done)(void *ctx, struct addrinfo *, const char *why), void *ctx);
void resolve_cancel(struct resolve *); /* `done` is not called; accepts NULL */

void resolve_free(struct addrinfo *); /* accepts NULL */

#endif
