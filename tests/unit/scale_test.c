/* scale.h: round ticks and how they are written. */
#include <math.h>
#include <stdlib.h>

#include "chart/scale.h"
#include "core/when.h"
#include "tap.h"

static void
test_steps(void)
{
	ok(scale_step(10, 5) == 2, "10 in at most 5 steps: 2");
	ok(scale_step(11, 5) == 5, "11: 5, since 2 would need 6");
	ok(scale_step(0.7, 6) == 0.2, "0.7 in 6: 0.2");
	ok(scale_step(42, 6) == 10, "42 in 6: 10");
	ok(scale_step(0, 5) == 1 && scale_step(-1, 5) == 1 &&
		scale_step((double)NAN, 5) == 1,
	    "no span has steps all the same");
	ok(scale_above(41, 10) == 50 && scale_above(40, 10) == 40,
	    "the next multiple");
}

/* Whatever the span, ticks are few, but never fewer than a fifth of what is
 * allowed (from 2 to 5 is the widest jump of the steps, and one is lost). */
static void
test_any_span(void)
{
	int bad = 0;

	for (int i = 0; i < 20000; i++) {
		double span = exp((rand() % 4000 - 2000) / 100.0);
		int most = 2 + rand() % 10;
		double n = floor(span / scale_step(span, most) + 1e-9);

		bad += n > most || n < floor(most / 2.5);
	}
	ok(bad == 0, "ticks of 20,000 spans are neither many nor few");
}

static void
test_time_steps(void)
{
	ok(scale_time_step(300, 10) == 30, "five minutes: 30 s");
	ok(scale_time_step(21600, 12) == 1800, "six hours: half hours");
	ok(scale_time_step(86400, 12) == 7200, "a day: every two hours");
	ok(scale_time_step(1, 10) == 1, "never less than a second");
	ok(scale_time_step(31536000, 10) % 86400 == 0, "a year: days");
	ok(scale_first_tick(61, 30, 0) == 90 &&
		scale_first_tick(60, 30, 0) == 60,
	    "the first tick is not before the start");
	/* 19:57:03 in Seoul is 10:57:03 UTC: 177 s later it is 20:00. */
	ok(scale_first_tick(0, 3600, 10 * 3600 + 57 * 60 + 3 + 9 * 3600) == 177,
	    "clock ticks fall on the clock's hours");
}

static const char *
number(double value, double step)
{
	static char text[SCALE_TEXT];

	scale_number(text, value, step);
	return text;
}

static const char *
elapsed(int64_t sec, int64_t longest)
{
	static char text[SCALE_TEXT];

	scale_elapsed(text, sec, longest);
	return text;
}

static const char *
clock_at(int64_t ms, int64_t step)
{
	static char text[SCALE_TEXT];

	scale_clock(text, ms, step);
	return text;
}

static void
test_texts(void)
{
	const int64_t noon = 1767700800000; /* 2026-01-06T12:00:00Z, date(1) */

	is_text(number(1200, 200), "1,200", "thousands are parted");
	is_text(number(1234567, 1), "1,234,567", "... all of them");
	is_text(number(0.6000000000000001, 0.2), "0.6", "no more decimals");
	is_text(number(2, 0.5), "2.0", "... and no fewer");
	is_text(number(-0.01, 0.1), "0.0", "nothing is not less than nothing");
	is_text(number(-1200, 1), "-1,200", "a sign is no digit");
	is_text(elapsed(65, 300), "1:05", "minutes");
	is_text(elapsed(65, 7200), "0:01:05", "hours where the chart has them");
	is_text(elapsed(90000, 90000), "25:00:00", "more than a day");
	is_text(clock_at(noon, 3600), "12:00", "hours and minutes");
	is_text(clock_at(noon, 30), "12:00:00", "seconds where they matter");
	is_text(
	    clock_at(noon + 12 * 3600000, 3600), "1/7", "midnight is a date");
}

int
main(void)
{
	const struct scale s = { 10, 20, 100, 300 };

	setenv("TZ", "UTC", 1);
	ok(scale_at(&s, 15) == 200, "values become pixels");
	ok(scale_at(&(struct scale){ 5, 5, 7, 9 }, 5) == 7,
	    "also without span");
	test_steps();
	test_any_span();
	test_time_steps();
	test_texts();
	return done_testing();
}
