/*
 * partner.h - a command that runs along: it is given lines and gives lines.
 *
 * It runs beside the event loop in a process group of its own, as sh(1) runs a
 * line of the user's, with our environment and standard error.  What it has not
 * read yet waits; above a limit the rest is dropped.
 */
#ifndef CHZ_NET_PARTNER_H
#define CHZ_NET_PARTNER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"
#include "net/loop.h"

struct partner;

enum { PARTNER_CAP = 4 * 1024 * 1024 };

struct partner_settings {
	const char *command;
	/* A variable for its environment, "NAME=value"; or NULL. */
	const char *variable;
	/* A piece of what it writes. */
	void (*data)(void *ctx, const char *p, size_t n);
	/* It has ended, and all that it wrote was given: its status as a shell
	 * has it.  Free it then. */
	void (*ended)(void *ctx, int status);
	void *ctx;
};

/* NULL when it cannot be run: *why says why. */
struct partner *partner_start(
    struct loop *, const struct partner_settings *, const char **why);
/* Writes to it; false when too much waits, and nothing of this was taken. */
bool partner_tell(struct partner *, struct str text);
/* Ends it and what it started with SIGTERM, if it runs still; no callback
 * afterwards.  Accepts NULL. */
void partner_free(struct partner *);

#endif
