/* Learns how much counts vary. */
#include <math.h>

#include "series/spread.h"

double
spread_of(const struct spread *s, double guess, double weight)
{
	return (weight * guess + s->squares) / (weight + s->means);
}

/* The square of the deviation that counts: a negative binomial's tail falls by
 * e with each `dispersion`. */
static double
limit(double mean, double dispersion)
{
	double off = 2 * sqrt(dispersion * mean) + 3 * dispersion;

	return off * off;
}

void
spread_learn(struct spread *s, double square, double mean, double dispersion,
    double kept)
{
	/* Nearly always near; a root is dear. */
	if (square > 4 * dispersion * mean)
		square = fmin(square, limit(mean, dispersion));
	s->squares = s->squares * kept + square;
	s->means = s->means * kept + mean;
}
