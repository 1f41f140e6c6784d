/*
 * workdir.h - a directory to make things in, for one process at a time.
 *
 * It is made, and removed with all that is in it.  What a process that was
 * killed has left is removed first; while another one has it, it is waited for.
 */
#ifndef CHZ_CORE_WORKDIR_H
#define CHZ_CORE_WORKDIR_H

#include <stdbool.h>

struct workdir {
	const char *path; /* borrowed */
	int lock;         /* private */
};

/* False with errno set; EINTR when a signal ended the wait. */
bool workdir_open(struct workdir *, const char *path);
void workdir_close(struct workdir *);

#endif
