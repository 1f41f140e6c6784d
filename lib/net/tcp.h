/*
 * tcp.h - a TCP connection, with TLS if asked, on the event loop.
 *
 * TLS is always verified: against the system's authorities, or those that
 * SSL_CERT_FILE and SSL_CERT_DIR name, and for the name that was asked for.
 * Nothing is called from within tcp_open, and nothing after tcp_free.
 */
#ifndef CHZ_NET_TCP_H
#define CHZ_NET_TCP_H

#include <stdbool.h>
#include <sys/socket.h>

#include "core/str.h"
#include "net/loop.h"

struct tcp;

struct tcp_settings {
	const char *tls; /* whose certificate it has to be; NULL: no TLS */
	void (*opened)(void *ctx);
	void (*came)(void *ctx, struct str bytes); /* lent for the call */
	/* Once, and the last call.  `why` is NULL when the far side ended it;
	 * `untrusted`: for its certificate, so that another try is useless. */
	void (*ended)(void *ctx, const char *why, bool untrusted);
	void *ctx;
};

/* NULL, with the reason in *why, when the system refuses at once. */
struct tcp *tcp_open(struct loop *, const struct sockaddr *,
    const struct tcp_settings *, const char **why);
/* Copies what can't leave at once. */
void tcp_send(struct tcp *, struct str bytes);
size_t tcp_unsent(const struct tcp *);
/* Stops reading, or goes on: what was read already still comes. */
void tcp_pause(struct tcp *, bool);
/* At once: what is unsent is lost.  Accepts NULL. */
void tcp_free(struct tcp *);

#endif
