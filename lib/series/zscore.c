/* Scores counts against their baseline. */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "series/zscore.h"

static const double epsilon = 1e-6, vanishing = 1e-10;

void
zscore_init(struct zscore *z, struct zscore_rule rule)
{
	*z = (struct zscore){ .rule = rule };
	z->ring = xcalloc(rule.window + 2, sizeof *z->ring);
}

/* The smoothed count `back` places before the one at z->at. */
static double
past(const struct zscore *z, size_t back)
{
	size_t room = z->rule.window + 2;

	return z->ring[z->at >= back ? z->at - back : z->at + room - back];
}

/* Moves the baseline to the count just stored at z->at. */
static void
slide(struct zscore *z)
{
	size_t lag = z->rule.lag, gone = z->rule.window + 1;
	double in = (double)NAN, out = (double)NAN;

	if (z->n == 0 || z->n > (int64_t)lag)
		in = past(z, z->n == 0 ? 0 : lag);
	if (z->n >= (int64_t)gone)
		out = past(z, gone);
	if (!isnan(in) && !isnan(out))
		baseline_replace(&z->baseline, out, in);
	else if (!isnan(in))
		baseline_take(&z->baseline, in);
	else if (!isnan(out))
		baseline_drop(&z->baseline, out);
}

static void
store(struct zscore *z, double smooth)
{
	z->ring[z->at] = smooth;
	slide(z);
	z->n++;
	z->at = z->at + 1 < z->rule.window + 2 ? z->at + 1 : 0;
}

/* The deviation that chance alone gives. */
static double
least_mad(const struct zscore *z, double median)
{
	double alpha = z->rule.alpha;

	return 0.6745 * sqrt(alpha / (2 - alpha) * (median + 0.05));
}

double
zscore_add(struct zscore *z, double count)
{
	double median, mad;

	if (!z->begun)
		z->smooth = count;
	z->begun = true;
	z->smooth = z->rule.alpha * count + (1 - z->rule.alpha) * z->smooth;
	store(z, z->smooth);
	if (z->baseline.n == 0)
		return 0;
	median = baseline_median(&z->baseline);
	mad = baseline_mad(&z->baseline, median);
	if (mad < vanishing)
		mad = 1;
	else if (z->rule.floored)
		mad = fmax(mad, least_mad(z, median));
	return (z->smooth - median) / (mad + epsilon);
}

void
zscore_skip(struct zscore *z)
{
	store(z, (double)NAN);
}

void
zscore_free(struct zscore *z)
{
	free(z->ring);
	baseline_free(&z->baseline);
	*z = (struct zscore){ 0 };
}
