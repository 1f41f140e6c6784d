/*
 * ws_url.h - what the address of a WebSocket says (RFC 6455, section 3).
 */
#ifndef CHZ_NET_WS_URL_H
#define CHZ_NET_WS_URL_H

#include <stdbool.h>

#include "core/mem.h"

struct ws_url {
	const char *name;  /* to look up; the certificate is to be its */
	const char *host;  /* for the header: with a port that is not usual */
	const char *path;  /* with the query */
	const char *shown; /* for messages: no path, no secrets */
	int port;
	bool secure; /* wss */
};

/* Takes a URL apart; the texts are in the arena.  False when it is none of a
 * WebSocket, with `shown` alone. */
bool ws_url_take(struct ws_url *, const char *url, struct arena *);

#endif
