/* Counts different ids by HyperLogLog. */
#include <math.h>
#include <xxhash.h>

#include "series/hll.h"

void
hll_add(struct hll *h, struct id128 id)
{
	/* Ids are made by others and may share bits: hash all of them. */
	uint64_t hash = XXH3_64bits(&id, sizeof id);
	uint64_t rest = hash << HLL_BITS | 1 << (HLL_BITS - 1);
	uint8_t *rank = &h->rank[hash >> (64 - HLL_BITS)];
	uint8_t zeros = (uint8_t)__builtin_clzll(rest);

	if (zeros + 1 > *rank)
		*rank = (uint8_t)(zeros + 1);
}

void
hll_merge(struct hll *into, const struct hll *from)
{
	for (int i = 0; i < HLL_REGISTERS; i++)
		if (from->rank[i] > into->rank[i])
			into->rank[i] = from->rank[i];
}

uint64_t
hll_count(const struct hll *h)
{
	const double m = HLL_REGISTERS, alpha = 0.7213 / (1 + 1.079 / m);
	double sum = 0, estimate;
	int empty = 0;

	for (int i = 0; i < HLL_REGISTERS; i++) {
		sum += ldexp(1, -h->rank[i]);
		empty += h->rank[i] == 0;
	}
	estimate = alpha * m * m / sum;
	if (estimate <= 2.5 * m && empty > 0)
		estimate = m * log(m / empty);
	return (uint64_t)llround(estimate);
}
