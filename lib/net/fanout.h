/*
 * fanout.h - the same numbered messages to many: to pages by WebSocket, each
 * frame an array of messages, and to readers of server-sent events.
 *
 * The first message of a burst goes out at once, those of the next FANOUT_MS
 * together.  Whoever is silent is sent something each FANOUT_ALIVE_MS, so that
 * a dead connection is noticed; to whoever is too slow nothing more is sent.
 */
#ifndef CHZ_NET_FANOUT_H
#define CHZ_NET_FANOUT_H

#include <stdint.h>

#include "net/loop.h"
#include "net/server.h"

enum { FANOUT_MS = 15, FANOUT_ALIVE_MS = 15000 };

struct fanout;

/* `run` comes before each number in the ids of events; it is borrowed. */
struct fanout *fanout_new(struct loop *, const char *run);
void fanout_free(struct fanout *); /* accepts NULL */

/* A JSON text for all, in one line, and its number. */
void fanout_send(struct fanout *, int64_t id, struct str message);
/* Sends what waits to be sent together: before somebody is greeted. */
void fanout_flush(struct fanout *);

/*
 * Somebody more.  What a page or a reader is sent first is written by these:
 * any number of messages, one of which has the number 0 and is a greeting, and
 * for a page the end.
 */
void fanout_put_page(struct buf *, struct str message);
void fanout_end_page(struct buf *);
void fanout_put_event(
    const struct fanout *, struct buf *, int64_t id, struct str message);
void fanout_add_page(struct fanout *, struct server_peer *);
void fanout_add_reader(struct fanout *, struct server_call *);
/* A page or a reader has left; somebody else is not known, which is no harm. */
void fanout_remove(struct fanout *, const void *whose);

#endif
