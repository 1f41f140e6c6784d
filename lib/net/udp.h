/*
 * udp.h - datagrams: those that others broadcast on the local network, and
 * ours to one address.
 */
#ifndef CHZ_NET_UDP_H
#define CHZ_NET_UDP_H

#include <stdbool.h>

#include "core/str.h"
#include "net/loop.h"

struct udp;
struct udp_way;

/* Receives what is sent to `port`, as other programs may at the same time;
 * `host` is the sender's address, lent for the call.  NULL with errno set. */
struct udp *udp_open(struct loop *, int port,
    void (*heard)(void *ctx, const char *host, struct str datagram), void *ctx);
void udp_close(struct udp *); /* accepts NULL */

/* Sends one datagram to all on this machine who receive at this port. */
void udp_tell(int port, struct str datagram);

/* Datagrams to one address.  HOST:PORT is looked up at once; NULL with *why
 * set. */
struct udp_way *udp_to(const char *host_port, const char **why);
/* False with errno set: it was not sent, or an earlier one met nobody. */
bool udp_send(struct udp_way *, struct str datagram);
void udp_way_close(struct udp_way *); /* accepts NULL */

#endif
