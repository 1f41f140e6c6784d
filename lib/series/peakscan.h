/*
 * peakscan.h - moments of a chat, found as they come, by what chance would not
 * do.
 *
 * A count for each place of a series goes in: the users who had been silent
 * (fresh.h), or the messages.  The sums of windows of 3 to 45 seconds that end
 * now are compared with what the level before them (level.h) leads to expect;
 * z (surprise.h) says how little chance explains the difference, given how
 * much these counts vary.  A peak opens when some window's z passes the
 * threshold, chosen by the false alarms an hour that are borne; when it is 1.3
 * times the level and 4 above it, as people ask for more than significance;
 * when it also stands out against the half minute before, which a slow rise
 * does not; and when it does so without its loudest place, which one freak
 * second does not.
 *
 * It starts where Page's test (E. S. Page, "Continuous inspection schemes",
 * 1954) of "this rate" against "the level" would have begun, at the last zero
 * of its cumulative sum: the likeliest place of the change.  It ends by the
 * same test the other way round, of "the level" against "this rate", as soon
 * as the sum is worth five nats (A. Wald, "Sequential analysis", 1947), and
 * where that began.  Within 8 seconds of an end it goes on.  After a minute it
 * is the new level; when after three minutes it still is half as high, it was a
 * raid that stays and no moment.
 *
 * How counts vary is learned on two scales.  Differences of neighbours show
 * clumps, whatever the level does and within moments too.  The windows' own
 * deviations, half a minute late so that peaks can be left out, show talk that
 * goes up and down by itself; there what is below the level adds only as much
 * as chance, since a level that lags behind a fall makes nothing stand out.
 *
 * Places not seen take no time.  A silence that chance explains with e^-14 is
 * an outage, taken for one.  During a peak nothing is learned of the level.
 * Some 100 steps a place, whatever the rate; 8 KB, no allocation.
 */
#ifndef CHZ_SERIES_PEAKSCAN_H
#define CHZ_SERIES_PEAKSCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "series/level.h"
#include "series/spread.h"

struct peakscan_rule {
	double place_sec; /* length of a place */
	double alarms;    /* false ones an hour that are borne, above 0 */
};

/* Places count from 0, those not seen too. */
struct peakscan_report {
	int64_t id;         /* the place where it was opened */
	bool open;          /* a final one with the same id will follow */
	int64_t start, end; /* `end` is behind it; open, it is the place now */
	int64_t loudest;    /* the place in the midst of its loudest seconds */
	double score; /* -log10 of the false alarms an hour at its highest */
	double level; /* of a place before it */
	double rate;  /* of a place of its loudest seconds */
	bool stays;   /* it did not end, the level rose to it */
};

enum { PEAKSCAN_WINDOWS = 7, PEAKSCAN_RING = 128, PEAKSCAN_REPORTS = 4 };

struct peakscan {
	/* private */
	struct peakscan_rule rule;
	double alarms; /* its logarithm */
	int n_windows;
	struct peakscan_window {
		int64_t length; /* in places */
		struct spread spread;
		double own;        /* dispersion of its own deviations */
		double dispersion; /* that its sum is judged by */
	} window[PEAKSCAN_WINDOWS];
	struct peakscan_step {
		struct spread spread;
		double dispersion;
	} step[2];    /* from place to place, from four to four */
	double least; /* dispersion of any window */
	double kept;  /* of what was learned, from place to place */
	struct peakscan_place {
		double count, total; /* of all until it */
		int64_t place;
		struct level level; /* with it */
	} ring[PEAKSCAN_RING];
	int64_t n;     /* places seen; the ring has the last */
	int64_t now;   /* the next place */
	int64_t clean; /* before that one of those seen, peaks are flattened */
	struct level level;
	int64_t silent, unseen; /* places without a break */
	bool out;               /* the silence is an outage */
	enum { PEAKSCAN_CALM, PEAKSCAN_ON, PEAKSCAN_OVER } state;
	struct peakscan_report peak;
	int64_t start, end; /* of those seen */
	double fall;        /* evidence that it is over, in nats */
	double echo;        /* what is left of the last peak, a place */
	bool holds;         /* a peak that became the level */
	struct peakscan_report held;
	double held_rate; /* of a place, when it became that */
	struct peakscan_report report[PEAKSCAN_REPORTS];
	int n_reports;
};

void peakscan_init(struct peakscan *, struct peakscan_rule);
void peakscan_add(struct peakscan *, double count);
/* The next place was not seen. */
void peakscan_skip(struct peakscan *);
/* No more places follow. */
void peakscan_end(struct peakscan *);
/*
 * What there is to say, in order; false when nothing is left.  To be called
 * until then after each place and at the end.
 */
bool peakscan_next(struct peakscan *, struct peakscan_report *);

/* Whether the last place is a peak's. */
bool peakscan_is_on(const struct peakscan *);
/* No peak to come begins before this place. */
int64_t peakscan_oldest(const struct peakscan *);

#endif
