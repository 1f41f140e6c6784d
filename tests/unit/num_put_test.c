/* num.h: whole numbers as printf writes them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/num.h"
#include "core/random.h"
#include "tap.h"

static bool
is_as_printed(int64_t value)
{
	char ours[NUM_INT_MAX], theirs[32];
	size_t n = num_put_int(ours, value);

	return n ==
	    (size_t)snprintf(theirs, sizeof theirs, "%" PRId64, value) &&
	    memcmp(ours, theirs, n) == 0;
}

int
main(void)
{
	bool right = true;
	uint64_t state = 1;

	for (int64_t i = -2000; i <= 2000; i++)
		right &= is_as_printed(i);
	ok(right, "small ones");
	for (int64_t ten = 1; ten <= INT64_MAX / 10; ten *= 10)
		for (int64_t i = -11; i <= 11; i++)
			right &=
			    is_as_printed(ten + i) && is_as_printed(-ten + i);
	ok(right, "around the powers of ten");
	for (int i = 0; i < 20000; i++)
		right &= is_as_printed(
		    (int64_t)(random_next(&state) >> random_next(&state) % 64));
	ok(right, "of any length");
	ok(is_as_printed(INT64_MAX) && is_as_printed(INT64_MIN), "the ends");
	return done_testing();
}
