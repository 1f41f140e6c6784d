/* place.h: labels that do not collide. */
#include <math.h>
#include <stdlib.h>

#include "chart/place.h"
#include "tap.h"

static double
chance(double below)
{
	return below * rand() / RAND_MAX;
}

static int
by_x(const void *a, const void *b)
{
	double d = ((const struct label *)a)->x - ((const struct label *)b)->x;

	return (d > 0) - (d < 0);
}

static void
test_wishes(void)
{
	struct label two[] = { { 50, 20 }, { 52, 20 } };
	struct label far[] = { { 20, 10 }, { 80, 10 } };
	struct label edge[] = { { 0, 30 }, { 100, 30 } };
	struct label many[] = { { 1, 60 }, { 2, 60 } };

	ok(place_row(far, 2, 0, 100, 4) && far[0].x == 15 && far[1].x == 75,
	    "labels with room stand where they wish");
	ok(place_row(two, 2, 0, 100, 4), "labels that meet are moved");
	ok(fabs(two[0].x - 29) < 1e-9 && fabs(two[1].x - 53) < 1e-9,
	    "... apart, by the same on both sides");
	ok(place_row(edge, 2, 0, 100, 4) && edge[0].x == 0 && edge[1].x == 70,
	    "none leaves its bounds");
	ok(!place_row(many, 2, 0, 100, 4) && many[0].x == 1,
	    "too many do not fit, and stay");
}

/* Whether a row is in order, apart and within bounds. */
static bool
tidy(const struct label *l, int n, double space)
{
	for (int i = 0; i < n; i++) {
		if (l[i].x < -1e-9 || l[i].x + l[i].width > 1000 + 1e-9)
			return false;
		if (i > 0 &&
		    l[i].x < l[i - 1].x + l[i - 1].width + space - 1e-6)
			return false;
	}
	return true;
}

static void
test_any_row(void)
{
	int bad = 0, fit = 0;

	for (int round = 0; round < 20000; round++) {
		struct label l[12];
		int n = rand() % 12;
		double total = 0;

		for (int i = 0; i < n; i++) {
			l[i] = (struct label){ chance(1000), 5 + chance(150) };
			total += l[i].width + (i > 0 ? 8 : 0);
		}
		qsort(l, (size_t)n, sizeof *l, by_x);
		if (!place_row(l, (size_t)n, 0, 1000, 8)) {
			bad += total <= 1000;
			continue;
		}
		fit++;
		bad += !tidy(l, n, 8);
	}
	ok(fit > 10000, "most of 20,000 random rows have room");
	ok(bad == 0, "... and all of those are tidy");
}

static void
test_boxes(void)
{
	struct places p = { 0 };

	place_take(&p, (struct box){ 10, 10, 20, 20 });
	ok(!place_free(&p, (struct box){ 25, 25, 20, 20 }), "taken is taken");
	ok(!place_free(&p, (struct box){ 12, 12, 2, 2 }), "... inside too");
	ok(place_free(&p, (struct box){ 30, 10, 20, 20 }),
	    "neighbours may touch");
	place_clear(&p);
	ok(place_free(&p, (struct box){ 25, 25, 20, 20 }), "cleared is free");
}

int
main(void)
{
	test_wishes();
	test_any_row();
	test_boxes();
	return done_testing();
}
