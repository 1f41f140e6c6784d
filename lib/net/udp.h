/*
 * udp.h - datagrams that others broadcast on the local network.
 */
#ifndef CHZ_NET_UDP_H
#define CHZ_NET_UDP_H

#include "core/str.h"
#include "net/loop.h"

struct udp;

/* Receives what is sent to `port`, as other programs may at the same time;
 * `host` is the sender's address, lent for the call.  NULL with errno set. */
struct udp *udp_open(struct loop *, int port,
    void (*heard)(void *ctx, const char *host, struct str datagram), void *ctx);
void udp_close(struct udp *); /* accepts NULL */

/* Sends one datagram to all on this machine who receive at this port. */
void udp_tell(int port, struct str datagram);

#endif
