/* Scores counts against chance. */
#include <math.h>

#include "series/surprise.h"

/*
 * Alarms an hour above z = 2.5, 2.75, ..., as powers of ten: the most of any
 * rate from 0.01 to 500 a second and any dispersion from 1 to 10, fresh users
 * and messages alike, and above z = 3 up to 0.15 more, since the worst cells of
 * four hundred hours, at ten to a hundred messages a second, had that.  Beyond
 * the ends they go on as a normal tail's would.
 */
static const double first = 2.5, step = 0.25;
static const double alarms_at[] = { 0.95, 0.85, 0.65, 0.45, 0.29, 0.02, -0.38,
	-0.78, -1.19 };
/* At that rate a second the half of all looks see something new. */
static const double busy = 1;
enum { POINTS = sizeof alarms_at / sizeof *alarms_at };

double
surprise_z(double count, double mean, double dispersion)
{
	double r = mean / (dispersion - 1), k = count - 0.5;

	if (k <= mean)
		return 0;
	return sqrt(
	    2 * (k * log(k / mean) - (k + r) * log1p((k - mean) / (mean + r))));
}

/* How the tail goes on from one z to another. */
static double
tail(double from, double to)
{
	return (from * from - to * to) / 2 * M_LOG10E;
}

double
surprise_alarms(double z, double rate)
{
	double at = (z - first) / step, looks = log10(rate / (rate + busy));
	double last = first + step * (POINTS - 1);
	int i = (int)at;

	if (at < 0)
		return looks + alarms_at[0] + tail(first, z);
	if (i >= POINTS - 1)
		return looks + alarms_at[POINTS - 1] + tail(last, z);
	return looks + alarms_at[i] +
	    (at - i) * (alarms_at[i + 1] - alarms_at[i]);
}
