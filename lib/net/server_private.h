/*
 * server_private.h - what the files behind server.h share.
 *
 * server.c        opening and closing; takes the events of libwebsockets
 * server_peer.c   a WebSocket, from its handshake to its close
 * server_call.c   a request, from its first line to its answer
 * server_entry.c  who may come in
 *
 * Each calls those below it, never those above.
 */
#ifndef CHZ_NET_SERVER_PRIVATE_H
#define CHZ_NET_SERVER_PRIVATE_H

#include <netinet/in.h>

#include "net/loop_private.h"
#include "net/server.h"

struct server {
	struct server_settings set; /* its texts are not kept */
	struct loop *loop;
	struct lws_vhost *vhost;
	char *address, **origins, *protocol;
	struct lws_protocols protocols[3]; /* ends with an empty one */
	int port;                          /* that it listens at */
	unsigned connections;
	struct in6_addr *from; /* where they come from, in no order */
	size_t from_cap;
	bool freed;
	struct timer *goodbye;
	struct server_peer *leaving; /* whose goodbyes wait */
};

/* What libwebsockets keeps for each connection; call or peer is set. */
struct session {
	struct server_call *call;
	struct server_peer *peer;
	struct in6_addr from;
	bool counted;
};

/* Whether a request with these headers is allowed by the rules of server.h. */
bool server_may_enter(
    const struct server *, struct str host, struct str origin);

/* Notes that a connection has come, or gone. */
void server_count(struct server *, struct session *, struct lws *);
void server_discount(struct server *, struct session *);
/* The status to refuse it with when there are too many: 0, 429 or 503; a
 * handshake is not counted yet. */
int server_crowded(const struct server *, struct lws *, bool counted);

/* A request as its headers describe it, without an answer. */
struct server_call *call_new(struct server *, struct lws *);
void call_free(struct server_call *);
bool call_may_enter(const struct server_call *);
/* The headers are here; a piece of the body; all of the body. */
void call_begin(struct server *, struct session *, struct lws *);
void call_take_body(struct session *, const char *p, size_t n);
void call_body_ended(struct session *);
/* Sends the answer that is there; -1 ends the connection. */
int call_write_answer(struct session *, struct lws *);
/* The connection has ended, perhaps before the answer. */
void call_forget(struct session *);

/* A handshake; not 0 refuses it. */
int peer_handshake(struct server *, struct lws *);
void peer_open(struct server *, struct session *, struct lws *);
/* A piece of a message; -1 ends the connection, as below. */
int peer_receive(struct server_peer *, struct lws *, const char *p, size_t n);
/* Sends what waits, as much as the connection takes. */
int peer_send_waiting(struct server_peer *, struct lws *);
/* The server's timer: closes those that have sent all. */
void peer_say_goodbyes(void *server);
void peer_forget(struct session *);

#endif
