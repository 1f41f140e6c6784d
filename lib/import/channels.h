/*
 * channels.h - files that list channels.
 *
 * A line holds an id, or the address of a channel's page, and after a space a
 * name for people; # begins a comment.  NokChart's channels.yaml is read too:
 * its items are `- "ID"  # NAME`.  Whether an id is one is the caller's to
 * check.
 */
#ifndef CHZ_IMPORT_CHANNELS_H
#define CHZ_IMPORT_CHANNELS_H

#include <stdbool.h>

#include "core/str.h"

/* The channel of a line; *name is absent where there is none.  False when the
 * line has no channel. */
bool channels_line(struct str line, struct str *id, struct str *name);

/* Gives each of a file's channels ("-" is standard input), in their order, to
 * `each`, which lends them. False, with errno, when the file cannot be read. */
bool channels_read(const char *path,
    void (*each)(void *ctx, int line, struct str id, struct str name),
    void *ctx);

#endif
