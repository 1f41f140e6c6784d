/*
 * payload_private.h - what the files of payload.h share.
 *
 * payload.c      frames of the chat servers
 * payload_web.c  answers of the web API
 */
#ifndef CHZ_SIM_PAYLOAD_PRIVATE_H
#define CHZ_SIM_PAYLOAD_PRIVATE_H

#include "sim/payload.h"

#define NUL STR("null")
#define EXTRA_TOKEN                                                            \
	"52+pM7E1JdVC1nMl8M4uKLJOQxQ6EOHvE1QvZS1lF4qxDW5wpyEqxbZ+vs3mnxL+"     \
	"KIcUxfwpezZ7RUnbBJb/Ca=="

/* payload.c: the members of who wrote a message. */
void payload_put_profile(struct buf *, const struct event *);

#endif
