/*
 * child.h - a command that runs beside the event loop.
 */
#ifndef CHZ_NET_CHILD_H
#define CHZ_NET_CHILD_H

#include "net/loop.h"

struct child;

/*
 * Runs a command, looked up in PATH, with our standard streams and
 * environment.  `ended` is called once with what a shell would have as its
 * status: 0 to 255, 128 + N when signal N ended it.  NULL when it cannot be
 * run: *why says why.
 */
struct child *child_start(struct loop *, char *const argv[],
    void (*ended)(void *ctx, int status), void *ctx, const char **why);
/* Sends it to the command and, but at a terminal, to all that it started. */
void child_signal(struct child *, int signo);
/* Lets it run on if it does; no callback afterwards.  Accepts NULL. */
void child_free(struct child *);

#endif
