/* curve.h: lines that lose no peak. */
#include <math.h>
#include <stdlib.h>

#include "chart/curve.h"
#include "tap.h"

enum { BUCKETS = 20000, COLUMNS = 700 };

static struct chart_bucket buckets[BUCKETS];

static void
fill(size_t n)
{
	for (size_t i = 0; i < n; i++)
		buckets[i] = (struct chart_bucket){ .sec = (int64_t)i,
			.chats = rand() % 20 == 0 ? rand() % 100 : rand() % 5,
			.rolling = -1 };
}

/* The curve's value in a pixel column, highest or lowest. */
static void
range_at(const struct curve *c, int column, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (size_t i = 0; i < c->n; i++)
		if ((int)floor(c->at[i].x) == column) {
			*low = fmin(*low, c->at[i].y);
			*high = fmax(*high, c->at[i].y);
		}
}

/* What all the buckets would draw in the column. */
static void
truth_at(const struct scale *x, size_t n, int column, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (size_t i = 0; i < n; i++)
		if ((int)floor(scale_at(x, (double)i + 0.5)) == column) {
			*low = fmin(*low, buckets[i].chats);
			*high = fmax(*high, buckets[i].chats);
		}
}

static void
test_no_peak_is_lost(void)
{
	int bad = 0;

	for (int round = 0; round < 8; round++) {
		size_t n = 1000 + (size_t)(rand() % (BUCKETS - 1000));
		struct scale x = { 0, (double)n, 0, COLUMNS };
		struct curve c;

		fill(n);
		c = curve_trace(buckets, n, 1, 1, CURVE_CHATS, &x);
		bad += c.n > 4 * COLUMNS;
		for (int column = 0; column < COLUMNS; column += 7) {
			double low, high, least, most;

			range_at(&c, column, &low, &high);
			truth_at(&x, n, column, &least, &most);
			bad += low != least || high != most;
		}
		curve_free(&c);
	}
	ok(bad == 0, "every column reaches as low and high as its buckets");
}

static void
test_bins(void)
{
	const struct chart_bucket b[] = { { 0, 2, -1, 0, NULL, false },
		{ 1, 4, -1, 0, NULL, false }, { 2, 9, -1, 0, NULL, false },
		{ 3, 3, -1, 0, NULL, false } };
	struct scale x = { 0, 4, 0, 40 };
	struct curve c = curve_trace(b, 4, 1, 2, CURVE_CHATS, &x);

	ok(c.n == 2 && c.n_pieces == 1, "two bins, one piece");
	ok(c.at[0].y == 3 && c.at[1].y == 6, "a bin is the rate within it");
	ok(c.at[0].x == 10 && c.at[1].x == 30, "... in its middle");
	ok(c.highest == 6 && c.highest_sec == 3, "the highest is known");
	curve_free(&c);
}

static void
test_gap(void)
{
	struct chart_bucket b[30];
	struct scale x = { 0, 30, 0, 300 };
	struct curve c;
	int zeros = 0;

	for (int i = 0; i < 30; i++)
		b[i] = (struct chart_bucket){ .sec = i,
			.chats = 5,
			.rolling = 5,
			.gap = i >= 10 && i < 20 };
	c = curve_trace(b, 30, 1, 1, CURVE_CHATS, &x);
	for (size_t i = 0; i < c.n; i++)
		zeros += c.at[i].y != 5;
	ok(c.n_pieces == 2 && c.ends[0] == 10, "a gap parts the curve");
	ok(zeros == 0, "... and is no silence");
	curve_free(&c);
	c = curve_trace(b, 30, 1, 4, CURVE_CHATS, &x);
	for (size_t i = 0; i < c.n; i++)
		zeros += c.at[i].y != 5;
	ok(zeros == 0, "nor does it dilute the bins at its edges");
	curve_free(&c);
}

static void
test_sparse(void)
{
	const struct chart_bucket b[] = { { 0, 4, -1, 0, NULL, false },
		{ 31536000, 4, -1, 0, NULL, false } };
	struct scale x = { 0, 31536001, 0, 100 };
	struct curve c = curve_trace(b, 2, 1, 1, CURVE_CHATS, &x);
	bool silent = false;

	for (size_t i = 0; i < c.n; i++)
		silent |= c.at[i].y == 0;
	ok(silent && c.n < 12, "a year of silence is two points of it");
	curve_free(&c);
}

static void
test_width(void)
{
	ok(curve_width(20, 1, 0, 10, 21600) == 1, "a busy chat: each second");
	ok(curve_width(5, 1, 0, 10, 21600) == 2, "5/s need 2 s for 10 chats");
	ok(curve_width(0.1, 1, 0, 10, 21600) == 120,
	    "a quiet one: two minutes");
	ok(curve_width(0.1, 1, 0, 10, 300) == 5,
	    "... unless the broadcast is short");
	ok(curve_width(20, 1, 29.2, 10, 21600) == 30, "at least 29 s: 30");
	ok(curve_width(20, 60, 29.2, 10, 21600) == 60,
	    "a bucket is not parted");
	ok(curve_width(20, 7, 29.2, 10, 21600) % 7 == 0, "nor is one of 7 s");
}

int
main(void)
{
	test_no_peak_is_lost();
	test_bins();
	test_gap();
	test_sparse();
	test_width();
	return done_testing();
}
