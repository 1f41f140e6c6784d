/*
 * server.h - an HTTP and WebSocket server on the event loop.
 *
 *	static void
 *	hello(void *ctx, struct server_call *call)
 *	{
 *		server_answer(call, 200, "text/plain", STR("hello\n"));
 *	}
 *
 *	struct server *s = server_open(loop, &(struct server_settings){
 *	    .request = hello });
 *	printf("http://127.0.0.1:%d/\n", server_port(s));
 *
 * HTTP/1.1: GET, HEAD, POST, PUT, DELETE, OPTIONS.  A request comes whole, body
 * and all, and is answered at once or later; a body must come with its length
 * (a chunked one gets 411).  A request that the owner streams is the exception:
 * its body comes in pieces for as long as it may last, with a length or
 * chunked; of a chunked one the server takes 100 MB.  WebSockets (RFC 6455)
 * speak texts.
 *
 * Who may come in: `Host` must be this server's own (against DNS rebinding),
 * `Origin` absent, this server's own or listed; others get 403.  With
 * `any_host` every Host is its own, and the owner asks for a secret instead.
 *
 * Limits: a request's line and headers 4 KiB, its headers within 10 s, idle
 * connections 60 s, bodies 1 MiB, messages 64 KiB over all fragments, 1,000
 * connections (the next gets 503), 1 MiB of unsent output a connection: a slow
 * reader is cut off, never waited for.  The last four can be set, and how many
 * connections an address may have (the next gets 429): of IPv6, a network of 64
 * bits.  What breaks
 * the protocol costs its own connection: 1002, bad UTF-8 1007, too long 1009.
 */
#ifndef CHZ_NET_SERVER_H
#define CHZ_NET_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"
#include "net/loop.h"

struct server;
struct server_call; /* a request that waits for its answer */
struct server_peer; /* a WebSocket */

struct server_settings {
	const char *address; /* NULL: 127.0.0.1 */
	int port;            /* 0: any free one */
	const char *const
	    *origins; /* allowed besides our own; ends with NULL */
	/* A subprotocol that WebSockets may ask for; NULL: none. */
	const char *protocol;
	size_t max_body, max_message, max_unsent; /* bytes; 0: as above */
	unsigned max_connections;                 /* 0: 1,000 */
	unsigned max_per_address;                 /* 0: any */
	bool any_host;                            /* `Host` may be anything */
	bool ping; /* WebSockets that are silent for 30 s, dead after 30 more */

	/* A request.  Answer it with server_answer, now or later.  NULL: 404.
	 */
	void (*request)(void *ctx, struct server_call *);
	/* Whether this request's body is wanted in pieces; asked before the
	 * body.  NULL: never. */
	bool (*streams)(void *ctx, struct server_call *);
	/* A piece of it; at its end comes `request`, without a body. */
	void (*piece)(void *ctx, struct server_call *, struct str bytes);
	/* The client has left before the answer, or before the end of a body
	 * that streams: forget it. */
	void (*gone)(void *ctx, struct server_call *);

	/* A handshake: 0 to accept, or the HTTP status to refuse it with.
	 * NULL: no WebSockets here.  The call is good during this call only.
	 */
	int (*upgrade)(void *ctx, struct server_call *);
	/* `path` is the handshake's. */
	void (*opened)(void *ctx, struct server_peer *, struct str path);
	/* The same, with all of the handshake; it is good during this call. */
	void (*entered)(
	    void *ctx, struct server_peer *, const struct server_call *);
	/* A whole message, well-formed unless `binary`; lent for the call. */
	void (*message)(
	    void *ctx, struct server_peer *, struct str data, bool binary);
	/* Called once for each that was opened; the peer is gone afterwards. */
	void (*closed)(void *ctx, struct server_peer *);
	void *ctx;
};

/* NULL, after reporting it, when it cannot listen.  Copies what it needs. */
struct server *server_open(struct loop *, const struct server_settings *);
int server_port(const struct server *);
/* Closes all connections; no callback afterwards.  Accepts NULL. */
void server_free(struct server *);

/* What was asked; texts are good until the answer. */
struct str server_method(const struct server_call *);
struct str server_path(const struct server_call *); /* decoded, without '?' */
struct str server_query(const struct server_call *, const char *name);
struct str server_header(const struct server_call *, const char *name);
struct str server_body(const struct server_call *);

/* A pointer for the owner's use, NULL at first. */
void server_call_set(struct server_call *, void *own);
void *server_call_own(const struct server_call *);

/* Adds a header to the answer; copies.  Call before server_answer. */
void server_add_header(
    struct server_call *, const char *name, const char *value);
/* Answers and forgets the call.  Copies the body; type may be NULL. */
void server_answer(
    struct server_call *, int status, const char *type, struct str body);
/*
 * An answer in pieces (chunked), each sent as soon as it is put.  Until
 * server_end the call is the owner's, and `gone` says when its client has
 * left.  server_put is false when more waits than max_unsent; then, and to cut
 * an answer off, server_hang_up ends it.
 */
void server_begin(struct server_call *, int status, const char *type);
bool server_put(struct server_call *, struct str piece);
void server_end(struct server_call *);
/* Hangs up without an answer, or within one. */
void server_hang_up(struct server_call *);

/* A pointer for the owner's use, NULL at first. */
void server_peer_set(struct server_peer *, void *own);
void *server_peer_own(const struct server_peer *);
/* Whether it has asked for the subprotocol. */
bool server_peer_asked(const struct server_peer *);

/* Sends a text.  False when it is closing, or was cut off just now because
 * too much waits for it. */
bool server_send(struct server_peer *, struct str text);
bool server_send_binary(struct server_peer *, struct str data);
/* Closes with a code of RFC 6455, 7.4, after what waits was sent. */
void server_close(struct server_peer *, int code);
/* Cuts the connection, without a close frame. */
void server_cut(struct server_peer *);
/* Stops reading and writing, or goes on; what is sent meanwhile waits within
 * max_unsent. */
void server_hold(struct server_peer *, bool);

#endif
