/* random.h: known numbers, and what they are shared out to. */
#include <math.h>

#include "core/random.h"
#include "tap.h"

static void
test_numbers(void)
{
	/* The first outputs of SplitMix64 from state 1234567, as published
	 * with the algorithm's reference code. */
	uint64_t state = 1234567, again = 1234567;

	ok(random_next(&state) == UINT64_C(6457827717110365317) &&
		random_next(&state) == UINT64_C(3203168211198807973),
	    "SplitMix64");
	ok(random_below(&again, 1000) == UINT64_C(6457827717110365317) % 1000,
	    "the seed decides");
	ok(random_split(7, 0) != random_split(7, 1) &&
		random_split(7, 0) == random_split(7, 0),
	    "states split off differ, and are the same each time");
	ok(random_seed() != random_seed(), "the system's differ");
}

static void
test_shares(void)
{
	uint64_t state = 7;
	double sum = 0, least = 4, most = 2, wait = 0;

	for (int i = 0; i < 10000; i++) {
		double x = random_between(&state, 2, 4);

		sum += x;
		least = fmin(least, x);
		most = fmax(most, x);
		wait += random_wait(&state, 5);
	}
	ok(fabs(sum / 10000 - 3) < 0.02 && least >= 2 && most < 4,
	    "evenly between bounds");
	ok(fabs(wait / 10000 - 200) < 6, "five a second are 200 ms apart");
}

int
main(void)
{
	test_numbers();
	test_shares();
	return done_testing();
}
