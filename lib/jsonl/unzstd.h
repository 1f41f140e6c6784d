/*
 * unzstd.h - a zstd stream, decompressed by a thread of its own.
 *
 * The thread reads the descriptor and decompresses ahead, a few blocks at
 * most; so decompressing and what is done with the bytes take the time of the
 * slower one, not of both.  What has come is handed on before it waits for
 * more input.  RFC 8878: several frames, skippable and empty ones too, windows
 * up to 128 MiB.
 */
#ifndef CHZ_JSONL_UNZSTD_H
#define CHZ_JSONL_UNZSTD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct unzstd;

/* Reads `fd`, lent, after the `n` bytes at `head`, which were read from it
 * already.  NULL with errno set. */
struct unzstd *unzstd_open(int fd, const char *head, size_t n);

/* Up to `n` bytes: how many, 0 at the end, -1 on an error.  Waits as
 * input_read does, and like it ends when a signal is caught. */
ssize_t unzstd_read(
    struct unzstd *, char *p, size_t n, int (*idle)(void *ctx), void *ctx);

/* Whether unzstd_read would not wait. */
bool unzstd_ready(struct unzstd *);
/* Why the last read failed; static. */
const char *unzstd_why(const struct unzstd *);
void unzstd_close(struct unzstd *); /* accepts NULL */

#endif
