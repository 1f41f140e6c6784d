/*
 * inflow.h - records from files and then standard input, on the event loop.
 *
 * Files are read in pieces, so that the loop goes round between them; pipes
 * could keep it waiting, and have to be standard input.  Bad lines, Zstandard
 * and messages are as with jsonl.h.
 */
#ifndef CHZ_NET_INFLOW_H
#define CHZ_NET_INFLOW_H

#include <stdbool.h>

#include "jsonl/jsonl.h"
#include "net/loop.h"

struct inflow;

struct inflow_settings {
	const struct jsonl_settings *io;
	/* Another reader begins: for jsonl_want. */
	void (*want)(void *ctx, struct jsonl *);
	void (*take)(void *ctx, struct jsonl *, const struct json_val *);
	/* What there was was taken; `all`: no more will come. */
	void (*taken)(void *ctx, bool all);
	void *ctx;
};

/* `files` ends with NULL; "-" is standard input, behind the others, and so is
 * no file at all.  Ends the tool for one that is no file.  Nothing is taken
 * before the loop runs. */
struct inflow *inflow_open(
    struct loop *, char *files[], const struct inflow_settings *);
/* Takes no more until it is let go on. */
void inflow_pause(struct inflow *, bool);
/* The status of what was read.  Accepts NULL. */
int inflow_close(struct inflow *);

#endif
