/*
 * ws_shake.h - the client's half of a WebSocket's opening (RFC 6455, section
 * 4.1): the request, and whether the answer is right.
 */
#ifndef CHZ_NET_WS_SHAKE_H
#define CHZ_NET_WS_SHAKE_H

#include <stdbool.h>

#include "core/str.h"

enum { WS_SHAKE_KEY = 24 }; /* characters */

struct ws_shake {
	char key[WS_SHAKE_KEY + 1]; /* drawn for each connection */
	const char *protocol;       /* that is asked for; NULL: none */
};

struct ws_answer {
	size_t n;        /* its bytes; the rest is the connection's */
	int status;      /* of HTTP, when that is what was wrong; or 0 */
	const char *why; /* it is not accepted; NULL: it is */
};

/* Draws a key and appends the request.  `headers`: "Name: value", ends with
 * NULL. */
void ws_shake_ask(struct ws_shake *, struct buf *, const char *host,
    const char *path, const char *const *headers);

/* Judges what has come so far; false while more is needed. */
bool ws_shake_hear(
    const struct ws_shake *, struct str bytes, struct ws_answer *);

#endif
