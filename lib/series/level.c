/* Learns what a place usually has. */
#include <math.h>

#include "series/level.h"

static const double seconds[] = { 300, 60, 20 };
/* Of long places there are enough for a mean. */
static const double least[] = { 30, 6, 2 };
/* Standard errors that a mean may stand above and below the next. */
static const double above[] = { 1.2, 1.8 }, below[] = { 2, 3 };
/* Messages a place: the error of a silent chat's mean is not 0. */
static const double floor_mean = 0.02;

static double
length(int i, double place_sec)
{
	double places = seconds[i] / place_sec;

	return places > least[i] ? places : least[i];
}

static double
smaller(double a, double b)
{
	return a < b ? a : b;
}

/* An exponential mean is as good as the plain one of twice its length. */
static double
weight(const struct level *l, int i, double place_sec)
{
	return smaller(l->n, 2 * length(i, place_sec));
}

double
level_weight(const struct level *l, double place_sec)
{
	return weight(l, 0, place_sec);
}

static void
hold(struct level *l, int i, double dispersion, double place_sec)
{
	double next = l->mean[i + 1];
	double error = sqrt(dispersion * (l->mean[i] + floor_mean) *
	    (1 / weight(l, i + 1, place_sec) - 1 / weight(l, i, place_sec)));

	l->mean[i] = fmax(l->mean[i], next - below[i] * error);
	l->mean[i] = fmin(l->mean[i], next + above[i] * error);
}

void
level_learn(struct level *l, double count, double dispersion, double place_sec)
{
	l->n++;
	for (int i = 0; i < LEVEL_MEANS; i++)
		l->mean[i] +=
		    (count - l->mean[i]) / smaller(l->n, length(i, place_sec));
	for (int i = LEVEL_MEANS - 2; i >= 0; i--)
		hold(l, i, dispersion, place_sec);
}
