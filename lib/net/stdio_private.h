/*
 * stdio_private.h - one descriptor on the loop, for sink.c and feed.c.
 */
#ifndef CHZ_NET_STDIO_PRIVATE_H
#define CHZ_NET_STDIO_PRIVATE_H

#include <stdbool.h>

/*
 * A descriptor for `fd` that may be made non-blocking without harm to others
 * that share its file: the pipe or terminal, opened again.  `fd` itself where
 * that cannot be; put it back with own_close then.
 */
struct own {
	int fd;
	int flags;     /* to be restored */
	bool shared;   /* it is the descriptor that was given */
	bool pollable; /* a pipe, socket or terminal; files never wait */
};

struct own own_open(int fd);
void own_close(const struct own *);

#endif
