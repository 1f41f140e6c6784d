/*
 * stdio.h - standard input and output on the event loop.
 *
 * A sink is the output of a network tool.  Records are written whole into
 * `buf`; before the loop waits again the sink sends them, never blocking it.
 * What the reader does not take waits.  Above the cap the owner is notified,
 * and should pause whoever writes until the next notification.  A reader that
 * leaves ends the tool as SIGPIPE does, also when there is nothing to send.
 *
 * A pipe holds what its reader has not taken yet.  A tool that should not work
 * ahead of its reader marks where its output ends, and goes on when the reader
 * has taken all up to there.
 *
 * A feed is standard input in pieces, as they come.
 */
#ifndef CHZ_NET_STDIO_H
#define CHZ_NET_STDIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/opt.h"
#include "core/str.h"
#include "net/loop.h"

enum { SINK_CAP = 64 * 1024 * 1024 };

struct sink {
	struct buf buf; /* append records here, whole lines */
	/* private */
	struct sink_way *way;
};

struct sink_settings {
	const char *path; /* NULL or "-": standard output */
	bool append;      /* to what is in the file already */
	size_t cap;       /* bytes; 0 is SINK_CAP */
	/* Too much waits (also reported to the user), or no longer. */
	void (*full)(void *ctx, bool full);
	/* Everything was sent after sink_end, or the output is lost. */
	void (*ended)(void *ctx);
	void *ctx;
};

/* Its option, for the groups of a tool whose settings S have such settings as
 * member `m`. */
extern const struct opt sink_options[];
#define SINK_GROUP(S, m)                                                       \
	{                                                                      \
		sink_options, OPT_AT(S, m, struct sink_settings)               \
	}

/* Exits when the file cannot be opened. */
struct sink *sink_open(struct loop *, const struct sink_settings *);
/* Nothing more will be written: `ended` is called when all was sent. */
void sink_end(struct sink *);
/* Bytes that were not sent yet. */
size_t sink_waiting(const struct sink *);
/* Sends what it can of that at once. */
void sink_flush(struct sink *);
/* The place behind all that was written so far, and whether the reader has
 * taken what is before it: of a pipe; of other outputs, whether it was sent. */
uint64_t sink_mark(const struct sink *);
bool sink_reached(const struct sink *, uint64_t mark);
/* Whether the output is lost, which was reported. */
bool sink_failed(const struct sink *);
/* Its descriptor when it is a file, to which everything is appended; else -1.
 */
int sink_file(const struct sink *);
/* Tries once more what was not sent, closes, frees; EXIT_OK or
 * EXIT_SOME_FAILED.  Accepts NULL. */
int sink_close(struct sink *);

struct feed;

/* Calls `data` with each piece, and with n == 0 at the end. */
struct feed *feed_open(
    struct loop *, void (*data)(void *ctx, const char *p, size_t n), void *ctx);
/* Calls no more until it is let go on: the writer of the pipe waits. */
void feed_pause(struct feed *, bool);
void feed_close(struct feed *); /* accepts NULL */

#endif
