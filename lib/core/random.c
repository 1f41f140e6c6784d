/* SplitMix64, and the system's own source. */
#include <math.h>
#include <sys/random.h>

#include "core/diag.h"
#include "core/random.h"

#define GAMMA UINT64_C(0x9E3779B97F4A7C15)

uint64_t
random_mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

uint64_t
random_next(uint64_t *state)
{
	return random_mix(*state += GAMMA);
}

uint64_t
random_below(uint64_t *state, uint64_t n)
{
	return random_next(state) % n;
}

double
random_share(uint64_t *state)
{
	return (double)(random_next(state) >> 11) * 0x1p-53;
}

double
random_between(uint64_t *state, double least, double most)
{
	return least + (most - least) * random_share(state);
}

double
random_wait(uint64_t *state, double per_second)
{
	return -log(random_share(state) + 0x1p-53) / per_second * 1000;
}

uint64_t
random_split(uint64_t seed, uint64_t n)
{
	return random_mix(random_mix(seed + GAMMA) ^ (n + 1) * GAMMA);
}

void
random_fill(void *p, size_t size)
{
	if (getrandom(p, size, 0) != (ssize_t)size)
		diag_die(EXIT_SOME_FAILED, "the system has no random numbers");
}

uint64_t
random_seed(void)
{
	uint64_t seed;

	random_fill(&seed, sizeof seed);
	return seed;
}
