/*
 * cases.h - chat in which moments are hard to find.
 *
 * Each case is a kind of difficulty; its scenes differ by seed.  Those kept
 * aside have other seeds, other shapes of moments and other rates, and are for
 * the last check of a detector only.
 */
#ifndef BENCH_CASES_H
#define BENCH_CASES_H

#include "chat.h"

struct hard_case {
	const char *name;
	void (*set)(struct scene *, uint64_t seed, bool aside);
	int scenes; /* of a seed */
};

extern const struct hard_case hard_cases[];
extern const int n_hard_cases;

/* Chat in which nothing happens. */
struct calm {
	double rate, dispersion, replies;
	long hours;
};
void calm_set(struct scene *, const struct calm *, uint64_t seed);

#endif
