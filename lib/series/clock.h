/*
 * clock.h - a series' own clock: the latest moment that its records speak of.
 *
 * Other people's clocks jump.  A moment farther than `hole` from the clock, in
 * either direction, does not move it: it is set aside.  If the next moment is
 * near the one set aside, the clock has jumped there; if it is near the clock,
 * the one set aside was a stray.  So one record that is a year off neither
 * stops the series nor makes it a year long.
 */
#ifndef CHZ_SERIES_CLOCK_H
#define CHZ_SERIES_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock {
	int64_t hole; /* in the unit of the moments */
	int64_t now;  /* the latest moment, once running */
	int64_t aside;
	bool running, doubtful; /* doubtful: `aside` is set */
};

enum clock_says {
	CLOCK_NEAR,  /* taken; the clock has moved if it is the latest */
	CLOCK_ASIDE, /* set aside */
	CLOCK_JUMPED /* the clock is where the one set aside was */
};

/*
 * Shows the clock a moment.  Whatever the answer but CLOCK_JUMPED, a moment
 * set aside before was a stray; ask `doubtful` before calling.
 */
enum clock_says clock_show(struct clock *, int64_t moment);

#endif
