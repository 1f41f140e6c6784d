/*
 * watch.h - a descriptor that a library of its own reads and writes, on the
 * event loop.
 */
#ifndef CHZ_NET_WATCH_H
#define CHZ_NET_WATCH_H

#include <stdbool.h>

#include "net/loop.h"

struct fd_watch;

/* Calls `ready` when the descriptor can be read or written, whichever is asked
 * for; nothing is at first.  NULL when it cannot be watched. */
struct fd_watch *watch_new(struct loop *, int fd,
    void (*ready)(void *ctx, bool readable, bool writable), void *ctx);
void watch_for(struct fd_watch *, bool reading, bool writing);
/* Before the descriptor is closed; no callback afterwards. */
void watch_free(struct fd_watch *); /* accepts NULL */

#endif
