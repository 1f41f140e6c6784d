/*
 * socketio.h - Socket.IO 2 over Engine.IO 3, as a WebSocket carries it: frames
 * to packets and back.  No sockets.
 *
 * A frame is a packet: a digit of Engine.IO's, behind a 4 one of Socket.IO's,
 * and what they say.  After the connection the server opens the session, says
 * how often it wants to hear from the client, and joins it to the namespace "/"
 * unasked.  From then on the client sends a ping each `interval_ms`, which the
 * server answers at once; who hears nothing for `timeout_ms` longer than that
 * may take the other for dead.
 *
 * From https://github.com/socketio/engine.io-protocol/tree/v3 and
 * https://github.com/socketio/socket.io-protocol/tree/v4, which is what
 * Socket.IO 2 speaks.  Only the client of Engine.IO 4 and later waits for pings
 * instead.
 */
#ifndef CHZ_PLATFORM_SOCKETIO_H
#define CHZ_PLATFORM_SOCKETIO_H

#include <stdbool.h>
#include <stdint.h>

#include "core/mem.h"

enum socketio_kind {
	/* Engine.IO's */
	SOCKETIO_OPEN,
	SOCKETIO_CLOSE,
	SOCKETIO_PING,
	SOCKETIO_PONG,
	SOCKETIO_MESSAGE, /* never read: it is one of those below */
	SOCKETIO_UPGRADE,
	SOCKETIO_NOOP,
	/* Socket.IO's */
	SOCKETIO_CONNECT,
	SOCKETIO_DISCONNECT,
	SOCKETIO_EVENT,
	SOCKETIO_ACK,
	SOCKETIO_ERROR,
	SOCKETIO_BINARY_EVENT,
	SOCKETIO_BINARY_ACK,
	SOCKETIO_ATTACHMENT, /* bytes that a packet before it has announced */
	SOCKETIO_KINDS
};

struct socketio_packet {
	enum socketio_kind kind;
	struct str data; /* behind all else, as it came; may be empty */

	/* OPEN */
	struct str sid;
	int64_t interval_ms, timeout_ms;

	/* Socket.IO's */
	struct str space; /* the namespace, "/" unless it is named */
	int64_t id;       /* of what wants an answer, or is one; -1 */
	int64_t attachments;

	/* EVENT, BINARY_EVENT */
	struct str event; /* its name */
	struct str args;  /* to be walked with doc_item */
};

/* Reads a frame; texts are lent by it and the arena.  NULL, or what is wrong
 * with it. */
const char *socketio_read(
    struct str frame, struct arena *, struct socketio_packet *);

/* Append frames: one that has nothing to say; the others. */
void socketio_put(struct buf *, enum socketio_kind);
void socketio_put_pong(struct buf *, struct str data);
void socketio_put_open(
    struct buf *, struct str sid, int64_t interval_ms, int64_t timeout_ms);
/* An event in the namespace "/", with one argument. */
void socketio_put_event(struct buf *, struct str name, struct str json);

/* Appends the WebSocket's address of a server that is named by its own, with
 * that one's query.  False when it is no address of http or https. */
bool socketio_put_url(struct buf *, struct str url);

#endif
