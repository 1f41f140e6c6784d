/*
 * glance.h - looks into a pipe without taking anything out of it.
 *
 * Who writes into the pipe sees by what is left in it how far its reader is; to
 * look ahead must not change that.  By tee(2), so on Linux only: elsewhere, and
 * for what is no pipe, there is nothing to be seen.
 */
#ifndef CHZ_CORE_GLANCE_H
#define CHZ_CORE_GLANCE_H

#include <stdbool.h>

#include "core/str.h"

enum { GLANCE_MOST = 64 * 1024 };

struct glance {
	int pipe[2]; /* private; 0, 0 before the first look */
	int seen;    /* bytes that were there last time */
};

/* Sets `out` to what waits in the pipe, at most GLANCE_MOST bytes; false when
 * that is as much as last time, or nothing. */
bool glance(struct glance *, int fd, struct buf *out);
void glance_end(struct glance *);

#endif
