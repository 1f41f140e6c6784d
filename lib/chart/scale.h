/*
 * scale.h - from values to pixels, and where an axis gets its ticks.
 *
 * Pure arithmetic.  Ticks are round: 1, 2 or 5 times a power of ten for
 * values; for time the steps of clocks (1 s ... 30 s, 1 min ... 30 min, 1 h ...
 * 12 h, then days), counted from the broadcast's start or from local midnight.
 */
#ifndef CHZ_CHART_SCALE_H
#define CHZ_CHART_SCALE_H

#include <stddef.h>
#include <stdint.h>

struct scale {
	double from, to; /* values */
	double a, b;     /* their pixels */
};

/* The pixel of a value; of `a` when from and to are the same. */
double scale_at(const struct scale *, double value);

/* The smallest round step of which `span` holds at most `most`, above 0;
 * 1 for a span that is none. */
double scale_step(double span, int most);
/* The smallest multiple of `step` that is not below `value`. */
double scale_above(double value, double step);

/* The same for time: seconds, at least 1. */
int64_t scale_time_step(int64_t span, int most);

/* The first tick at or after `from` when ticks are multiples of `step` in a
 * time that is `shift` seconds ahead, as local time is of UTC. */
int64_t scale_first_tick(int64_t from, int64_t step, int64_t shift);

enum { SCALE_TEXT = 48 };

/* "0", "2.5", "1,200": with as many decimals as multiples of `step` need. */
size_t scale_number(char text[SCALE_TEXT], double value, double step);
/* "1:05" or, where `longest` has hours, "0:01:05". */
size_t scale_elapsed(char text[SCALE_TEXT], int64_t sec, int64_t longest);
/* The clock of a moment in ms, "21:05", with seconds if `step` is below a
 * minute; midnight, or any tick when steps are days, shows the date "1/7". */
size_t scale_clock(char text[SCALE_TEXT], int64_t ms, int64_t step);

#endif
