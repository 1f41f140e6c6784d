/*
 * lock.h - one writer for a directory.
 */
#ifndef CHZ_STORE_LOCK_H
#define CHZ_STORE_LOCK_H

#include "core/str.h"

/*
 * Takes the lock of the directory `dir`, DIR/.lock, for as long as the
 * descriptor that it returns stays open, and writes down who holds it.  -1 with
 * *why set: who has it, or what failed.
 */
int lock_take(int dir, struct buf *why);

#endif
