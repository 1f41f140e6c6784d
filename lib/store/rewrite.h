/*
 * rewrite.h - files of an archive, passed through a command.
 *
 * The command is a line for the shell, as `chz-filter --forget ids`; it is
 * given the file's name and writes what shall be in it.  That goes to
 * NAME.rewrite, compressed where the file is, is read back, synced, and takes
 * the file's place in one step: at every instant the file is the old or the new
 * one, whole.  One that the command leaves as it is is not touched, nor one
 * for which it ends with another status than 0.
 */
#ifndef CHZ_STORE_REWRITE_H
#define CHZ_STORE_REWRITE_H

#include <stdbool.h>

#include "core/str.h"

enum rewrite_end { REWRITE_SAME, REWRITE_DONE, REWRITE_FAILED };

/* REWRITE_FAILED with *why set, and the file as it was. */
enum rewrite_end rewrite_file(
    const char *path, const char *command, struct buf *why);

#endif
