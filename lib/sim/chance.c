#include <math.h>

#include "sim/chance.h"

#define GAMMA UINT64_C(0x9E3779B97F4A7C15)

static uint64_t
mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

uint64_t
chance_next(uint64_t *state)
{
	return mix(*state += GAMMA);
}

uint64_t
chance_below(uint64_t *state, uint64_t n)
{
	return chance_next(state) % n;
}

double
chance_share(uint64_t *state)
{
	return (double)((chance_next(state) >> 11) + 1) * 0x1p-53;
}

double
chance_wait(uint64_t *state, double per_second)
{
	return -log(chance_share(state)) / per_second * 1000;
}

uint64_t
chance_split(uint64_t seed, uint64_t n)
{
	return mix(mix(seed + GAMMA) ^ (n + 1) * GAMMA);
}
