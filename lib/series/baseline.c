/* Keeps values sorted for their median and MAD. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "series/baseline.h"

/* The place of the first value that is not less. */
static size_t
find(const struct baseline *b, double value)
{
	const double *base = b->sorted;
	size_t n = b->n;

	/* Without a branch on the comparison, which nobody could predict. */
	while (n > 1) {
		size_t half = n / 2;

		base = base[half - 1] < value ? base + half : base;
		n -= half;
	}
	return (size_t)(base - b->sorted) + (n == 1 && base[0] < value);
}

void
baseline_take(struct baseline *b, double value)
{
	size_t i = find(b, value);

	MEM_RESERVE(b->sorted, b->cap, b->n + 1);
	memmove(
	    b->sorted + i + 1, b->sorted + i, (b->n - i) * sizeof *b->sorted);
	b->sorted[i] = value;
	b->n++;
}

void
baseline_drop(struct baseline *b, double value)
{
	size_t i = find(b, value);

	b->n--;
	memmove(
	    b->sorted + i, b->sorted + i + 1, (b->n - i) * sizeof *b->sorted);
}

void
baseline_replace(struct baseline *b, double old, double value)
{
	size_t from = find(b, old), to = find(b, value);
	double *at = b->sorted;

	if (to > from) {
		to--;
		memmove(at + from, at + from + 1, (to - from) * sizeof *at);
	} else {
		memmove(at + to + 1, at + to, (from - to) * sizeof *at);
	}
	at[to] = value;
}

double
baseline_median(const struct baseline *b)
{
	size_t middle = b->n / 2;

	if (b->n % 2 == 1)
		return b->sorted[middle];
	return (b->sorted[middle - 1] + b->sorted[middle]) / 2;
}

/*
 * The distance that has `k` others before it, and the next one, by choosing
 * how many of the first k come from below the median: `low` of them, where
 * the two lists are sorted[split - 1], sorted[split - 2], ... and
 * sorted[split], sorted[split + 1], ...
 */
static void
distances_at(
    const struct baseline *b, double median, size_t k, double *at, double *next)
{
	size_t split = b->n / 2, above = b->n - split;
	size_t low = k > above ? k - above : 0, high = k < split ? k : split;
	double below_next, above_next;

#define BELOW(i) fabs(median - b->sorted[split - 1 - (i)])
#define ABOVE(i) fabs(b->sorted[split + (i)] - median)
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (BELOW(middle) < ABOVE(k - middle - 1))
			low = middle + 1;
		else
			high = middle;
	}
	/* `low` from below and k - low from above have been passed. */
	below_next = low < split ? BELOW(low) : INFINITY;
	above_next = k - low < above ? ABOVE(k - low) : INFINITY;
	*at = below_next < above_next ? below_next : above_next;
	if (below_next < above_next)
		below_next = low + 1 < split ? BELOW(low + 1) : INFINITY;
	else
		above_next =
		    k - low + 1 < above ? ABOVE(k - low + 1) : INFINITY;
	*next = below_next < above_next ? below_next : above_next;
#undef ABOVE
#undef BELOW
}

double
baseline_mad(const struct baseline *b, double median)
{
	double at, next;

	distances_at(b, median, (b->n - 1) / 2, &at, &next);
	return b->n % 2 == 1 ? at : (at + next) / 2;
}

void
baseline_free(struct baseline *b)
{
	free(b->sorted);
	*b = (struct baseline){ 0 };
}
