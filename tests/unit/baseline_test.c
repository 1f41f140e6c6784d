/*
 * baseline.h, zscore.h: against the definitions, worked out from scratch for
 * every count.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "series/baseline.h"
#include "series/zscore.h"
#include "tap.h"

static uint64_t state = 42;

static uint32_t
draw(uint32_t below)
{
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(state >> 33) % below;
}

static int
ascending(const void *a, const void *b)
{
	double l = *(const double *)a, r = *(const double *)b;

	return l < r ? -1 : l > r;
}

/* By definition: sort, take the middle or the mean of the two there. */
static double
median(const double *values, size_t n)
{
	double sorted[1000];

	memcpy(sorted, values, n * sizeof *values);
	qsort(sorted, n, sizeof *sorted, ascending);
	return n % 2 == 1 ? sorted[n / 2]
			  : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

static double
mad(const double *values, size_t n)
{
	double distance[1000], middle = median(values, n);

	for (size_t i = 0; i < n; i++)
		distance[i] = fabs(values[i] - middle);
	return median(distance, n);
}

static void
test_by_hand(void)
{
	/* 1 1 2 2 4 6 9: median 2, distances 1 1 0 0 2 4 7, their median 1. */
	const double values[] = { 9, 1, 2, 6, 1, 2, 4 };
	struct baseline b = { 0 };

	for (size_t i = 0; i < 7; i++)
		baseline_take(&b, values[i]);
	ok(baseline_median(&b) == 2, "the median of seven");
	ok(baseline_mad(&b, 2) == 1, "and their median distance from it");
	baseline_drop(&b, 9);
	/* 1 1 2 2 4 6: median 2, distances 0 0 1 1 2 4: (1 + 1) / 2. */
	ok(baseline_median(&b) == 2 && baseline_mad(&b, 2) == 1, "of six");
	baseline_drop(&b, 2);
	baseline_drop(&b, 2);
	/* 1 1 4 6: median 2.5, distances 1.5 1.5 1.5 3.5. */
	ok(baseline_median(&b) == 2.5 && baseline_mad(&b, 2.5) == 1.5,
	    "of four, the median between two");
	baseline_free(&b);
}

/* A set that grows, shrinks and slides, with many equals. */
static void
test_random(void)
{
	struct baseline b = { 0 };
	double values[1000];
	size_t n = 0;
	bool good = true;

	for (int round = 0; round < 4000; round++) {
		bool more = n == 0 || (n < 60 && draw(2) == 0);

		if (more) {
			values[n] = draw(3) == 0 ? draw(4) : draw(1000) / 7.0;
			baseline_take(&b, values[n++]);
		} else {
			size_t i = draw((uint32_t)n);

			baseline_drop(&b, values[i]);
			values[i] = values[--n];
			if (n > 0) {
				i = draw((uint32_t)n);
				double value = draw(6) * 25;

				baseline_replace(&b, values[i], value);
				values[i] = value;
			}
		}
		if (n > 0)
			good &= baseline_median(&b) == median(values, n) &&
			    baseline_mad(&b, median(values, n)) ==
				mad(values, n);
	}
	ok(good, "bit for bit the same as by sorting, 4000 times");
	baseline_free(&b);
}

/*
 * The detector as chzzk-timeline defines it: smooth[t] = a * count[t] +
 * (1 - a) * smooth[t - 1], beginning with the first count; the window of t is
 * every smooth[j], j <= t, from max(t - window, 0) to max(t - lag, 0);
 * z = (smooth - median) / (MAD + 1e-6), a MAD below 1e-10 being 1.
 */
static double
z_by_definition(const double *smooth, int t, int window, int lag)
{
	int from = t - window > 0 ? t - window : 0;
	int to = t - lag > 0 ? t - lag : 0;
	size_t n = (size_t)(to - from + 1);
	double spread = mad(smooth + from, n);

	return (smooth[t] - median(smooth + from, n)) /
	    ((spread < 1e-10 ? 1 : spread) + 1e-6);
}

static bool
agrees(int window, int lag, int n)
{
	struct zscore z;
	double smooth[2000], previous = 0;
	bool good = true;

	zscore_init(&z,
	    (struct zscore_rule){ 0.2, (size_t)window, (size_t)lag, false });
	for (int t = 0; t < n; t++) {
		double count = draw(20) == 0 ? draw(50) : draw(5);

		if (t == 0)
			previous = count;
		previous = 0.2 * count + (1 - 0.2) * previous;
		smooth[t] = previous;
		good &= zscore_add(&z, count) ==
		    z_by_definition(smooth, t, window, lag);
	}
	zscore_free(&z);
	return good;
}

static void
test_scores(void)
{
	struct zscore z;
	double quiet = 0;

	ok(agrees(600, 60, 1500), "scores by definition: 600 and 60");
	ok(agrees(10, 3, 300), "a short window");
	ok(agrees(5, 5, 300), "a window of one");
	ok(agrees(8, 0, 300), "without a lag");
	zscore_init(&z, (struct zscore_rule){ 0.2, 4, 1, false });
	for (int i = 0; i < 10; i++)
		quiet += fabs(zscore_add(&z, 3));
	for (int i = 0; i < 6; i++)
		zscore_skip(&z);
	ok(quiet < 1e-6, "nothing unusual in a constant");
	ok(zscore_add(&z, 100) == 0,
	    "after a gap longer than the window there is nothing to compare");
	zscore_free(&z);
}

/* Counts 1 0 0 0 0 0 0 0 over and over, and then 2: alpha is a half. */
static double
last_score(bool floored)
{
	struct zscore z;
	double score;

	zscore_init(&z, (struct zscore_rule){ 0.5, 64, 1, floored });
	for (int i = 0; i < 200; i++)
		zscore_add(&z, i % 8 == 7 ? 1 : 0);
	score = zscore_add(&z, 2);
	zscore_free(&z);
	return score;
}

static void
test_floor(void)
{
	/*
	 * Smoothed: c, c/2, ... c/128 with c = 1/2 + c/256 = 0.501961; the
	 * window has eight of each.  The median is the mean of c/16 and c/8,
	 * 0.047059.  Both are 0.015686 from it, c/32 0.031373, c/64 0.039216,
	 * c/128 0.043137, the others are farther: the 32nd and 33rd distance
	 * are 0.039216 and 0.043137.  The last is 1 + c/2 = 1.250980.
	 */
	ok(fabs(last_score(false) - (1.25098 - 0.047059) / 0.041177) < 0.01,
	    "a quiet chat's deviation is small");
	/* 0.6745 sqrt(0.5 / 1.5 (0.047059 + 0.05)) = 0.121322 */
	ok(fabs(last_score(true) - (1.25098 - 0.047059) / 0.121322) < 0.01,
	    "but not smaller than chance alone has it");
}

int
main(void)
{
	test_by_hand();
	test_random();
	test_scores();
	test_floor();
	return done_testing();
}
