/*
 * journal.h - a file of lines that only grows, and survives its writer.
 *
 * Lines are handed to the kernel in one write of whole lines.  A write that
 * fails half way is undone, so that the file always ends in a whole line; one
 * that a crash cut is found by the next writer: what follows the last line end
 * is kept in NAME.torn and cut off.
 */
#ifndef CHZ_STORE_JOURNAL_H
#define CHZ_STORE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Opens `name` below the directory `dir` to append to, made if need be; never
 * through a symbolic link.  Stores its size.  -1 with errno set.
 */
int journal_open(int dir, const char *name, off_t *size);

/*
 * Keeps what follows the last line end in NAME.torn and cuts it off; updates
 * *size and stores how many bytes that were.  May be interrupted anywhere and
 * done again.  False with errno set.
 */
bool journal_mend(int dir, const char *name, int fd, off_t *size, off_t *torn);

/* Appends whole lines.  False with errno set; the file then is as before. */
bool journal_append(int fd, const char *p, size_t n, off_t *size);

#endif
