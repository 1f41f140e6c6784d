/*
 * input.h - bytes from files, pipes and zstd streams.
 *
 * A stream that begins with zstd's magic number is decompressed (unzstd.h).
 */
#ifndef CHZ_JSONL_INPUT_H
#define CHZ_JSONL_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct input;

/* Standard input for "-"; PATH.zst where PATH is not there.  NULL with errno
 * set. */
struct input *input_open(const char *path);

/* What is read of it counts as the tool's progress; `name` is for people. */
void input_follow(struct input *, const char *name);

/*
 * Up to `n` bytes into `p`: how many, 0 at the end, -1 on an error that
 * input_why explains.  Where it would have to wait, `idle` is called as
 * sig_await (sig.h) does; a caught signal and SIG_ENOUGH end the input.
 */
ssize_t input_read(
    struct input *, char *p, size_t n, int (*idle)(void *ctx), void *ctx);

/* Whether input_read would not wait. */
bool input_ready(const struct input *);
/* Bytes of a regular file as it lies on the disk; 0 for anything else. */
off_t input_size(const struct input *);

/* Whether what has been read so far had to be decompressed. */
bool input_is_packed(const struct input *);
/*
 * Decompresses the rest of the stream at once, into a file without a name in
 * TMPDIR, where it is read from then on: that takes no memory and no thread.
 * False on an error that input_why explains.
 */
bool input_unpack(struct input *, int (*idle)(void *ctx), void *ctx);

/* Why the last read failed; static or lent by the handle. */
const char *input_why(const struct input *);

void input_close(struct input *); /* accepts NULL */

#endif
