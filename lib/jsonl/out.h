/*
 * out.h - the output of a filter.
 *
 * Records are written into `buf` whole; out_ready sends them off in large
 * writes.  Every write is checked.  A reader that has left ends the tool as
 * SIGPIPE does; any other error is reported once and remembered, and the rest
 * of the output is dropped.
 */
#ifndef CHZ_JSONL_OUT_H
#define CHZ_JSONL_OUT_H

#include "core/str.h"

struct out {
	struct buf buf; /* append records here, whole lines */
	/* private */
	int fd;
	const char *name;
	bool each, failed, renews;
};

/* Standard output when `path` is NULL or "-"; else a file, created or emptied.
 * Exits when it cannot be opened.  `each`: send every record at once. */
struct out *out_open(const char *path, bool each);

/* SIGHUP has a regular file opened anew by its name, before the next record:
 * for readers that keep flushing. */
void out_renew(struct out *);
/* Call after each record: sends the buffer when it is large enough. */
void out_ready(struct out *);
/* Sends what there is; called by the reader whenever it would have to wait. */
void out_flush(struct out *);
/* Whether the output is lost, so that going on makes no sense. */
bool out_failed(const struct out *);
/* Flushes, closes, frees; EXIT_OK or EXIT_SOME_FAILED.  Accepts NULL. */
int out_close(struct out *);

#endif
