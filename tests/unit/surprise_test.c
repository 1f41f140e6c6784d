/* surprise.h, spread.h, level.h: formulas worked out by hand. */
#include <math.h>
#include <stdbool.h>

#include "series/level.h"
#include "series/spread.h"
#include "series/surprise.h"
#include "tap.h"

static bool
near(double a, double b)
{
	return fabs(a - b) < 1e-4;
}

static void
test_z(void)
{
	/* k = 10, m = 5: 10 ln 2 - 5 = 1.931472, sqrt(2 * that). */
	ok(near(surprise_z(10.5, 5, 1 + 1e-7), 1.965438),
	    "a dispersion of 1 is Poisson's likelihood");
	/* r = 5: 10 ln 2 - 15 ln 1.5 = 0.849495. */
	ok(near(surprise_z(10.5, 5, 2), 1.303452), "clumps explain more");
	/* r = 1: 10 ln 10 - 11 ln 5.5 = 4.273640. */
	ok(near(surprise_z(10.5, 1, 2), 2.923573), "also where little is due");
	ok(surprise_z(5.4, 5, 2) == 0, "half a message more is nothing");
	ok(surprise_z(1, 5, 2) == 0, "nor is less");
}

static void
test_alarms(void)
{
	bool falls = true, more = true;

	for (double z = 2; z < 9; z += 0.01)
		falls &= surprise_alarms(z + 0.01, 3) < surprise_alarms(z, 3);
	for (double rate = 0.01; rate < 500; rate *= 2)
		more &= surprise_alarms(4, rate) < surprise_alarms(4, rate * 2);
	ok(falls, "the higher z, the fewer false alarms");
	ok(more, "the more messages, the more of them");
	/* Of a normal tail: (5^2 - 6^2) / 2 * log10 e = -2.388620. */
	ok(near(surprise_alarms(6, 1) - surprise_alarms(5, 1), -2.38862),
	    "beyond the table as a normal tail");
	/* At 1 a second a half of what there is at most: log10 2. */
	ok(near(surprise_alarms(4, 1e9) - surprise_alarms(4, 1), 0.30103),
	    "few messages are few occasions");
}

static void
test_spread(void)
{
	struct spread s = { 0 };

	ok(spread_of(&s, 1.5, 10) == 1.5, "a guess, before anything");
	spread_learn(&s, 9, 3, 1, 1);
	spread_learn(&s, 3, 3, 1, 1);
	/* (8 * 1 + 9 + 3) / (8 + 3 + 3) */
	ok(near(spread_of(&s, 1, 8), 20.0 / 14), "a ratio of sums");
	s = (struct spread){ 0 };
	spread_learn(&s, 1000, 4, 1, 1);
	/* 2 sqrt 4 + 3 = 7 */
	ok(s.squares == 49, "no farther than two deviations and a clump");
	spread_learn(&s, 0, 0, 1, 0.5);
	ok(s.squares == 24.5 && s.means == 2, "what was is forgotten");
}

static void
test_level(void)
{
	struct level l = { 0 };
	for (int i = 1; i <= 9; i++)
		level_learn(&l, i, 1, 1);
	ok(near(l.mean[0], 5) && level_weight(&l, 1) == 9,
	    "at first the mean of all");
	l = (struct level){ 0 };
	for (int i = 0; i < 2000; i++)
		level_learn(&l, 4, 1, 1);
	ok(near(l.mean[0], 4), "a constant");
	ok(level_weight(&l, 1) == 600, "as good as the mean of ten minutes");
	level_learn(&l, 34, 1, 1);
	/* The means of 300, 60 and 20 s: 4.1, 4.5, 5.5; the middle one is not
	 * below 5.5 - 3 sqrt(4.52 (1/40 - 1/120)) = 4.676593, the longest not
	 * below that - 2 sqrt(4.12 (1/120 - 1/600)) = 4.345131. */
	ok(near(l.mean[0], 4.345131), "one loud place moves it so far");
	for (int i = 0; i < 100; i++)
		level_learn(&l, 8, 1, 1);
	/* A mean of five minutes alone would be at 4 + 4 (1 - e^(-1/3)). */
	ok(l.mean[0] > 6.5 && l.mean[0] < 8,
	    "after a rise it is held near the shorter ones");
	for (int i = 0; i < 100; i++)
		level_learn(&l, 2, 1, 1);
	ok(l.mean[0] < 3, "after a fall nearer");
	l = (struct level){ 0 };
	for (int i = 0; i < 2000; i++)
		level_learn(&l, 4, 1, 60);
	ok(level_weight(&l, 60) == 60, "of minutes at least thirty count");
}

int
main(void)
{
	test_z();
	test_alarms();
	test_spread();
	test_level();
	return done_testing();
}
