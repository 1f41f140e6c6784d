/* Distinguishes jumps of a series' clock from stray moments. */
#include "series/clock.h"

static bool
near(int64_t a, int64_t b, int64_t hole)
{
	return (a > b ? a - b : b - a) <= hole;
}

enum clock_says
clock_show(struct clock *c, int64_t moment)
{
	bool doubtful = c->doubtful;

	if (!c->running) {
		c->running = true;
		c->now = moment;
	}
	c->doubtful = false;
	if (near(moment, c->now, c->hole)) {
		c->now = moment > c->now ? moment : c->now;
		return CLOCK_NEAR;
	}
	if (doubtful && near(moment, c->aside, c->hole)) {
		c->now = moment > c->aside ? moment : c->aside;
		return CLOCK_JUMPED;
	}
	c->doubtful = true;
	c->aside = moment;
	return CLOCK_ASIDE;
}
