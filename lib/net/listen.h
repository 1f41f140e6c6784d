/*
 * listen.h - the option that says where a server listens: -l ADDR:PORT.
 */
#ifndef CHZ_NET_LISTEN_H
#define CHZ_NET_LISTEN_H

#include <stdbool.h>

#include "core/opt.h"

struct listen {
	char address[64]; /* "127.0.0.1" when only a port was given */
	int port;         /* 0: any free one */
};

/* For OPT_OWN: "ADDR:PORT", "[ADDR]:PORT" or "PORT". */
const char *listen_read(struct str arg, void *listen);
/* Whether only this machine can connect to it. */
bool listen_is_loopback(const struct listen *);
/* Appends it as an address of the web has it: "127.0.0.1:80", "[::1]:80". */
void listen_put(struct buf *, const char *address, int port);

#endif
