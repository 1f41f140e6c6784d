/*
 * wire.h - a connection to a server, by TCP or a unix socket, with TLS if
 * asked, for who waits by poll(2) or a watch of the loop (watch.h).
 *
 *	struct wire *w = wire_open(&to);
 *
 *	while (wire_state(w) == WIRE_OPENING)
 *		... wait until wire_fd(w) is ready for wire_waits(w), then
 *		wire_go_on(w);
 *
 * Never blocks, but for looking a host's name up.  Expects SIGPIPE to be
 * ignored.  TLS is always verified: for the host, against the system's
 * authorities or those of a file.
 */
#ifndef CHZ_NET_WIRE_H
#define CHZ_NET_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct wire;

struct wire_place {
	const char *host; /* a path, when `port` is 0 */
	int port;
	bool tls;
	/* Files in PEM, or NULL: who is trusted instead of the system's
	 * authorities, and what we show, the key's own first.  */
	const char *authorities, *certificate, *key;
};

enum wire_state { WIRE_OPENING, WIRE_OPEN, WIRE_OVER };

/* Begins to connect.  Copies the host; never NULL. */
struct wire *wire_open(const struct wire_place *);
/* Closes it; accepts NULL. */
void wire_free(struct wire *);

enum wire_state wire_state(const struct wire *);
/* Why it is over; a sentence that it keeps. */
const char *wire_why(const struct wire *);
enum wire_fault {
	WIRE_AWAY,      /* another try may help */
	WIRE_UNTRUSTED, /* their certificate, or a file of ours, is not good */
	WIRE_REFUSED    /* they want a certificate of us, or another one */
};
enum wire_fault wire_fault(const struct wire *);

/* While it is opening another descriptor may take the place of one: a host has
 * several addresses. */
int wire_fd(const struct wire *);
/* What poll(2) shall wait for; `sending`: bytes wait to be written. */
short wire_waits(const struct wire *, bool sending);
void wire_go_on(struct wire *);

/* Like read(2) and write(2), but 0 when there is nothing now, or no room, and
 * -1 when it is over. */
ssize_t wire_read(struct wire *, void *p, size_t n);
ssize_t wire_write(struct wire *, const void *p, size_t n);

#endif
