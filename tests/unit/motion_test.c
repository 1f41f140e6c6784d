/* motion.h: values on their way. */
#include <math.h>

#include "avatar/motion.h"
#include "tap.h"

static int
near(double a, double b, double within)
{
	return fabs(a - b) <= within;
}

static void
test_linear(void)
{
	struct motion m = { .kind = MOTION_LINEAR };

	motion_to(&m, 10, 100, 2);
	ok(near(motion_at(&m, 100), 0, 1e-9), "begins where it was");
	ok(near(motion_at(&m, 101), 5, 1e-9), "half-way in half the time");
	ok(near(motion_at(&m, 105), 10, 1e-9), "and stays there");
}

static void
test_spring(void)
{
	struct motion m = { .kind = MOTION_SPRING };
	double before, after, step = 1e-5;

	motion_to(&m, 1, 0, 0.5);
	ok(near(motion_at(&m, 0.5), 0.95, 1e-3), "95 %% of the way in time");
	ok(motion_at(&m, 5) <= 1, "never beyond: critically damped");
	before = motion_at(&m, 0.1) - motion_at(&m, 0.1 - step);
	motion_to(&m, -1, 0.1, 0.5);
	after = motion_at(&m, 0.1 + step) - motion_at(&m, 0.1);
	ok(near(before / step, after / step, 1e-1),
	    "a new target bends the path, it does not break it");
}

static void
test_dice(void)
{
	struct dice a = { 7 }, b = { 7 };
	double sum = 0;

	for (int i = 0; i < 10000; i++)
		sum += dice_roll(&a, 2, 4);
	ok(near(sum / 10000, 3, 0.02), "uniform between its bounds");
	a.state = 7;
	ok(dice_roll(&a, 0, 1) == dice_roll(&b, 0, 1), "the seed decides");
}

int
main(void)
{
	test_linear();
	test_spring();
	test_dice();
	return done_testing();
}
