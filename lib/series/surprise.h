/*
 * surprise.h - how little chance alone explains a count, as a z score and as
 * false alarms an hour.
 *
 * A stretch of which m messages are expected has k.  Were they Poisson's, the
 * logarithm of the likelihood ratio of "the rate is k" over "the rate is m"
 * would be k ln(k/m) - (k - m): the scan statistic of M. Kulldorff, "A spatial
 * scan statistic" (1997), with an expectation known in advance; and by
 * Chernoff's bound exp of minus that also limits the chance of k or more.
 * Chat comes in clumps, so its counts vary more: by a dispersion d, variance
 * over mean (McCullagh and Nelder, "Generalized Linear Models", 1989).  The
 * counts with that variance that have a likelihood are negative binomial,
 *
 *	r = m / (d - 1),  I = k ln(k/m) - (k + r) ln((k + r) / (m + r)),
 *
 * which goes to Poisson's as d goes to 1; dividing Poisson's by d, as a
 * quasi-likelihood would, is the same near the mean and far too sure in the
 * tail.  What is not known of m adds to d: a mean of n places, used for w of
 * them, has d (1 + w/n), exactly so for d = 1, where the predictive count is
 * negative binomial.  z is sqrt(2 I), the signed root that is nearly normal
 * (O. E. Barndorff-Nielsen); k is taken half a message less, for continuity.
 *
 * Windows of several lengths are looked at in each second, so z's chance is
 * not that of one look (J. Naus, "Approximations for distributions of scan
 * statistics", 1982, for one length), and where messages are rare there is
 * less to look at.  The false alarms an hour were therefore counted, in chat
 * without events: the table in surprise.c, which tests/bench/peaks makes.
 */
#ifndef CHZ_SERIES_SURPRISE_H
#define CHZ_SERIES_SURPRISE_H

/* The z of `count` where `mean` > 0 is expected; 0 when it is not above.
 * `dispersion` is above 1. */
double surprise_z(double count, double mean, double dispersion);

/* The logarithm to base 10 of the false alarms an hour above a z, where the
 * counts have a level of `rate` > 0 a second. */
double surprise_alarms(double z, double rate);

#endif
