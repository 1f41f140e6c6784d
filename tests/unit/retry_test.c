/* retry.h under a fake clock: ceilings, jitter, recovery, rate budgets. */
#include "net/retry.h"
#include "tap.h"

enum { MINUTE = 60 * 1000 };

/* The longest of many waits after `failures` in a row. */
static int64_t
longest(long failures)
{
	int64_t most = 0;

	for (uint64_t seed = 0; seed < 2000; seed++) {
		struct retry r;
		int64_t wait = 0;

		retry_init(&r, RETRY_RULE(100), seed);
		for (long i = 0; i < failures; i++)
			wait = retry_down(&r, 0);
		if (wait > most)
			most = wait;
	}
	return most;
}

static void
test_ceilings(void)
{
	ok(longest(1) > 490 && longest(1) <= 500, "at first up to 0.5 s");
	ok(longest(2) > 980 && longest(2) <= 1000, "then up to 1 s");
	ok(longest(7) > 31000 && longest(7) <= 32000, "the 7th up to 32 s");
	ok(longest(8) > 59000 && longest(8) <= 60000, "never above 60 s");
	ok(longest(90) <= 60000, "however many there were");
}

/* Uniform: the mean of many is the middle. */
static void
test_jitter(void)
{
	double sum = 0;

	for (uint64_t seed = 0; seed < 4000; seed++) {
		struct retry r;

		retry_init(&r, RETRY_RULE(1), seed);
		sum += (double)retry_down(&r, 0);
	}
	ok(sum / 4000 > 240 && sum / 4000 < 260, "waits are 250 ms on average");
}

static void
test_recovery(void)
{
	struct retry r;

	retry_init(&r, RETRY_RULE(3), 1);
	for (int i = 0; i < 3; i++)
		ok(retry_down(&r, 0) >= 0, "failure %d is followed by a try",
		    i + 1);
	ok(retry_down(&r, 0) == RETRY_NEVER, "the next is not");
	retry_up(&r, 1000);
	ok(retry_down(&r, 1000 + MINUTE - 1) == RETRY_NEVER,
	    "a connection that lived for less than a minute changes nothing");
	retry_up(&r, 0);
	retry_up(&r, MINUTE);
	ok(retry_down(&r, MINUTE) >= 0 && r.failed == 1,
	    "after a healthy minute the count begins anew");
}

static void
test_budget(void)
{
	struct budget b = { .rate = 5, .burst = 10 };
	struct budget none = { 0 };
	int64_t taken = 0;

	for (int64_t now = 0; now < 10000; now++)
		while (budget_take(&b, now) == 0)
			taken++;
	ok(taken == 10 + 49, "10 at once, then one each 200 ms: %d",
	    (int)taken);
	ok(budget_take(&b, 10000) == 0 && budget_take(&b, 10000) == 200,
	    "says how long until the next");
	budget_pause(&b, 20000);
	ok(budget_take(&b, 10001) == 9999, "a pause holds all back");
	ok(budget_take(&b, 20000) == 0, "until it is over");
	for (int i = 0; i < 1000; i++)
		taken += budget_take(&none, 0);
	ok(taken == 59, "no rate, no limit");
	budget_pause(&none, 50);
	ok(budget_take(&none, 10) == 40, "but a pause counts");
	ok(retry_clamp(0) == 1000 && retry_clamp(1 << 30) == 15 * MINUTE,
	    "what servers ask for is kept within 1 s and 15 min");
}

int
main(void)
{
	test_ceilings();
	test_jitter();
	test_recovery();
	test_budget();
	return done_testing();
}
