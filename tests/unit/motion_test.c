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

int
main(void)
{
	test_linear();
	test_spring();
	return done_testing();
}
