/*
 * weave.h - the lines of many files as one stream, in the order of their
 * moments.
 *
 * A line's moment is its "sent_at", without that its "received_at"; a line
 * without both goes with the one before it.  Within a file the order stays as
 * it is, and so does the files' order where moments are equal.  So what several
 * collectors wrote side by side comes as one of them would have written it.
 *
 * A file is opened when its first moment has come, and read in small blocks:
 * memory and descriptors go with how many files overlap, not with how many
 * there are.  Of compressed files that overlap only some are decompressed as
 * they are read; others at once, into a file without a name.
 */
#ifndef CHZ_JSONL_WEAVE_H
#define CHZ_JSONL_WEAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "jsonl/lines.h"

struct weave;

struct weave_settings {
	size_t max_record; /* bytes of a line */
	/* Called where a read has to wait, as input_read does. */
	int (*idle)(void *ctx);
	/* A file cannot be opened, or not be read to its end. */
	void (*failed)(void *ctx, const char *path, const char *why);
	void *ctx;
};

/* Lends the paths. */
struct weave *weave_new(
    char *const paths[], size_t n, const struct weave_settings *);

/* Adds some whole lines: how many bytes; 0 at the end of all files, and when a
 * signal was caught. */
size_t weave_read(struct weave *, struct lines *to);

/* How many files have been read to their end. */
size_t weave_ended(const struct weave *);
/* Bytes of all files as they lie on the disk. */
off_t weave_size(const struct weave *);

/* Where the line came from that was the `nth` of all, from 1: the file, and
 * the number that it has there.  Lines before one that was asked for, and
 * before weave_forget's, are forgotten. */
const char *weave_source(
    struct weave *, unsigned long nth, unsigned long *lineno);
void weave_forget(struct weave *, unsigned long nth);

void weave_free(struct weave *); /* accepts NULL */

#endif
