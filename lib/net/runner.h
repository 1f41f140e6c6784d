/*
 * runner.h - a command that is given a text, and gives one back.
 *
 * It runs beside the event loop in a process group of its own, looked up in
 * PATH, without a shell; of the environment it has PATH, HOME, the language,
 * the zone and the directory for temporary files, and of descriptors the first
 * three.  What it writes to standard error goes to ours.
 */
#ifndef CHZ_NET_RUNNER_H
#define CHZ_NET_RUNNER_H

#include <stddef.h>
#include <stdint.h>

#include "core/str.h"
#include "net/loop.h"

struct runner;

struct runner_settings {
	char *const *argv; /* ends with NULL */
	struct str input;  /* for its standard input; copied */
	size_t max_output; /* bytes; with more it is ended */
	int64_t timeout_ms;

	/* It has ended: `why` is NULL and `output` what it wrote, or `why` says
	 * what went wrong.  Both are lent for the call. */
	void (*done)(void *ctx, struct str output, const char *why);
	void *ctx;
};

struct runner *runner_start(struct loop *, const struct runner_settings *);
/* Kills it and all that it started, if it runs still; no callback afterwards.
 * Call it once for each, at the latest in `done`.  Accepts NULL. */
void runner_free(struct runner *);

#endif
