/*
 * random.h - random numbers: the same for the same seed, or nobody's.
 *
 * SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014): a state is any 64-bit number, and gives the same
 * numbers on every machine.  From a few of them the rest can be computed: what
 * must not be guessed comes from random_fill.
 */
#ifndef CHZ_CORE_RANDOM_H
#define CHZ_CORE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

uint64_t random_next(uint64_t *state);
uint64_t random_below(uint64_t *state, uint64_t n); /* 0 to n - 1; n > 0 */
double random_share(uint64_t *state);               /* 0 to below 1 */
double random_between(uint64_t *state, double least, double most);
/* Milliseconds until the next of what happens `per_second` on average. */
double random_wait(uint64_t *state, double per_second);
/* A state of its own for the n-th of something. */
uint64_t random_split(uint64_t seed, uint64_t n);
/* A number in which every bit depends on all of `z`; different for each. */
uint64_t random_mix(uint64_t z);

/* From the system, at most 256 bytes; ends the tool if it has none to give. */
void random_fill(void *p, size_t size);
uint64_t random_seed(void);

#endif
