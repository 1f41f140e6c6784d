/*
 * ws.h - WebSocket connections (RFC 6455) from the event loop.
 *
 * ws_open looks the host up, connects, shakes hands and calls `opened`; each
 * message then comes whole, and `closed` is called once, however it ends, also
 * when it never opened.  No callback is called from within ws_open, and none
 * after ws_free.
 *
 * Limits: 10 s for each of look-up, connection and handshake; messages of 4 MiB
 * over all fragments, unless set otherwise; 1 MiB of unsent output.  What
 * breaks the protocol ends the connection with the code the RFC has for it:
 * 1002, bad UTF-8 1007, too long 1009.  No extensions, no redirects.  TLS is
 * always verified.  The frames are wslay's: what libwebsockets 4.1 receives
 * goes through its machine of states byte by byte, which took more time than
 * all the rest of a chat message.  The server (server.h) is libwebsockets'.
 */
#ifndef CHZ_NET_WS_H
#define CHZ_NET_WS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"
#include "net/loop.h"

struct ws;

struct ws_end {
	bool opened;     /* it was open before */
	int status;      /* of an HTTP answer instead of a handshake; or 0 */
	int code;        /* of the far side's close frame; 0 when none came */
	bool final;      /* trying again is useless: a bad URL or certificate */
	const char *why; /* "HOST: what happened"; lent for the call */
};

struct ws_settings {
	const char *url;            /* "ws://..." or "wss://..." */
	const char *const *headers; /* "Name: value", ends with NULL */
	const char *protocol;       /* NULL: none is asked for */
	size_t max_message;         /* bytes; 0 is 4 MiB */
	bool ping; /* after 20 s of silence; dead after 20 s more */

	void (*opened)(void *ctx);
	/* A text, well-formed, or bytes when `binary`; lent for the call. */
	/* NULL: what comes is thrown away. */
	void (*message)(void *ctx, struct str data, bool binary);
	void (*closed)(void *ctx, const struct ws_end *);
	void *ctx;
};

/* Yours until ws_free.  Copies what it needs. */
struct ws *ws_open(struct loop *, const struct ws_settings *);
/* False when it is not open or too much waits to be sent. */
bool ws_send(struct ws *, struct str text);
/* From now on these are called, with the same ctx. */
void ws_divert(struct ws *,
    void (*message)(void *ctx, struct str data, bool binary),
    void (*closed)(void *ctx, const struct ws_end *));
/* Stops reading, or goes on; the far side then has to wait. */
void ws_pause(struct ws *, bool);
/* Closes with 1000 if need be; accepts NULL. */
void ws_free(struct ws *);

#endif
