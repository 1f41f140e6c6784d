#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "rivals.h"

enum { MEAN = 10, DISTANCE = 12 };
static const double deviations = 5;

struct top {
	long at, left, right; /* where it stands above half its prominence */
	double height;
	bool gone;
};

static double *
means(const struct chat *c)
{
	double *mean = xcalloc((size_t)c->n + 1, sizeof *mean);

	for (long i = 0; i < c->n; i++) {
		long seen = 0;

		for (long k = i - MEAN / 2; k < i + MEAN - MEAN / 2; k++) {
			if (k < 0 || k >= c->n || c->at[k].unseen)
				continue;
			mean[i] += c->at[k].chats;
			seen++;
		}
		mean[i] /= seen > 0 ? (double)seen : 1;
	}
	return mean;
}

static int
ascending(const void *a, const void *b)
{
	double l = *(const double *)a, r = *(const double *)b;

	return l < r ? -1 : l > r;
}

static double
deviation(const double *x, long n)
{
	double *sorted = xcalloc((size_t)n, sizeof *sorted), middle;

	for (long i = 0; i < n; i++)
		sorted[i] = x[i];
	qsort(sorted, (size_t)n, sizeof *sorted, ascending);
	middle = sorted[n / 2];
	for (long i = 0; i < n; i++)
		sorted[i] = fabs(x[i] - middle);
	qsort(sorted, (size_t)n, sizeof *sorted, ascending);
	middle = sorted[n / 2];
	free(sorted);
	return middle / 0.6745;
}

/* The lowest value on the way to higher ground. */
static double
valley(const double *x, long n, long at, long by)
{
	double low = x[at];

	for (long i = at; i >= 0 && i < n && x[i] <= x[at]; i += by)
		low = x[i] < low ? x[i] : low;
	return low;
}

static long
foot(const double *x, long n, long at, long by, double level)
{
	long i = at;

	while (i + by >= 0 && i + by < n && x[i + by] > level)
		i += by;
	return i;
}

static size_t
find(const double *x, long n, double least, struct top *tops)
{
	size_t found = 0;

	for (long i = 1, end; i + 1 < n; i = end) {
		double left, right, prominence;

		for (end = i + 1; end < n && x[end] == x[i];)
			end++;
		if (x[i] <= x[i - 1] || end == n || x[end] > x[i])
			continue;
		left = valley(x, n, i, -1);
		right = valley(x, n, i, 1);
		prominence = x[i] - (left > right ? left : right);
		if (prominence < least)
			continue;
		tops[found++] = (struct top){ .at = (i + end - 1) / 2,
			.left = foot(x, n, i, -1, x[i] - prominence / 2),
			.right = foot(x, n, i, 1, x[i] - prominence / 2),
			.height = x[i] };
	}
	return found;
}

/* Of two that are too near the higher stays. */
static void
thin(struct top *tops, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1;
		     k < n && tops[k].at - tops[i].at < DISTANCE; k++) {
			if (tops[i].gone || tops[k].gone)
				continue;
			if (tops[k].height > tops[i].height)
				tops[i].gone = true;
			else
				tops[k].gone = true;
		}
}

void
rival_prominence(const struct chat *c, size_t how_many, struct answers *out)
{
	double *x = means(c), least = deviations * deviation(x, c->n);
	struct top *tops = xcalloc((size_t)c->n + 1, sizeof *tops);
	size_t n = find(x, c->n, least > 0 ? least : 1, tops);

	(void)how_many;
	thin(tops, n);
	for (size_t i = 0; i < n; i++)
		if (!tops[i].gone)
			answers_add(out,
			    (struct answer){
				tops[i].left, tops[i].right + 1, -1, false });
	free(tops);
	free(x);
}
