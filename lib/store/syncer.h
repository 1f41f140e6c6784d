/*
 * syncer.h - puts what was written onto the disk while the writer goes on.
 */
#ifndef CHZ_STORE_SYNCER_H
#define CHZ_STORE_SYNCER_H

struct syncer;

/* A thread that syncs the file system of `dir`, whose descriptor is borrowed,
 * when asked to.  NULL with errno set. */
struct syncer *syncer_new(int dir);

/* Asks for a sync of all that was written so far; does not wait. */
void syncer_ask(struct syncer *);

/* What a sync failed with, an errno; 0 while all is well. */
int syncer_error(struct syncer *);

/* Waits for what was asked for, then ends the thread.  Accepts NULL. */
void syncer_free(struct syncer *);

#endif
