/*
 * chance.h - random numbers that are the same for the same seed, everywhere.
 *
 * SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014): a state is any 64-bit number.
 */
#ifndef CHZ_SIM_CHANCE_H
#define CHZ_SIM_CHANCE_H

#include <stdint.h>

uint64_t chance_next(uint64_t *state);
uint64_t chance_below(uint64_t *state, uint64_t n); /* 0 to n - 1; n > 0 */
double chance_share(uint64_t *state);               /* above 0, up to 1 */
/* Milliseconds until the next of what happens `per_second` on average. */
double chance_wait(uint64_t *state, double per_second);
/* A state of its own for the n-th of something. */
uint64_t chance_split(uint64_t seed, uint64_t n);

#endif
