/*
 * replay_rest.h - what a killed run wrote last.
 *
 * A run that is killed may have written records after it last noted how far it
 * was.  The next one writes them again, and so cuts them off first.
 */
#ifndef CHZ_TAP_REPLAY_REST_H
#define CHZ_TAP_REPLAY_REST_H

#include <stdbool.h>
#include <stdint.h>

/* Cuts the file back to its first `size` bytes if all lines behind them are
 * records of replays, the last one perhaps not whole.  False when others are
 * there, or something fails: then nothing was changed. */
bool replay_rest_cut(int fd, int64_t size);

#endif
