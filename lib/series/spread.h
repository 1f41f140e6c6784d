/*
 * spread.h - how much counts vary, learned as they come: the dispersion, which
 * is their variance over their mean, 1 for Poisson's.
 *
 * Squares of deviations and the means that would be those squares for
 * Poisson's counts are summed up, both forgotten slowly; the dispersion is the
 * ratio of the sums, with a guess that weighs as much as `weight` of means.
 * The ratio of sums is steady also where nearly all counts are 0.
 */
#ifndef CHZ_SERIES_SPREAD_H
#define CHZ_SERIES_SPREAD_H

struct spread {
	double squares, means; /* zero has learned nothing */
};

double spread_of(const struct spread *, double guess, double weight);

/*
 * Learns a deviation from an expected `mean`, by its square.  One that is
 * farther than two standard deviations and a clump counts as that, so that the
 * moments that are to be found do not hide the next ones.  `kept` is what is
 * kept of all that was learned, a little below 1.
 */
void spread_learn(struct spread *, double square, double mean,
    double dispersion, double kept);

#endif
