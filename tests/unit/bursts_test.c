/* bursts.h: runs, joins and growth, by hand and by the definition. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/str.h"
#include "series/bursts.h"
#include "tap.h"

static struct bursts_rule rule = { 8, 2.5, 3, false };

static void
show(struct buf *b, const struct burst *burst)
{
	buf_fmt(b, "%s%d-%d@%d:%g", b->n > 0 ? " " : "", (int)burst->start,
	    (int)burst->end, (int)burst->peak, burst->z);
}

/* All bursts of the scores, as "start-end@peak:z ...". */
static const char *
found(struct buf *text, const double *z, int n)
{
	struct bursts b = { .rule = rule };
	struct burst burst;

	text->n = 0;
	for (int i = 0; i < n; i++) {
		bursts_add(&b, z[i], (uint32_t)(i % 7));
		while (bursts_next(&b, &burst))
			show(text, &burst);
	}
	bursts_end(&b);
	while (bursts_next(&b, &burst))
		show(text, &burst);
	bursts_free(&b);
	return buf_text(text);
}

#define FOUND(...)                                                             \
	found(&text, (const double[]){ __VA_ARGS__ },                          \
	    sizeof((double[]){ __VA_ARGS__ }) / sizeof(double))

static void
test_by_hand(void)
{
	struct buf text = { 0 };

	is_text(FOUND(0, 3, 9, 10, 4, 2, 0, 0, 0, 0), "1-4@3:10",
	    "grows to both sides");
	is_text(FOUND(0, 8, 7, 0), "", "8 itself is not above 8");
	is_text(FOUND(9, 9), "0-1@1:9", "of equal scores the higher count");
	is_text(FOUND(0, 9, 0, 0, 12, 0, 0, 0, 0), "1-4@4:12",
	    "three apart are one, the higher is its peak");
	is_text(FOUND(0, 9, 0, 0, 0, 12, 0), "1-1@1:9 5-5@5:12",
	    "four apart are two");
	is_text(FOUND(9, 3, 3, 3, 3, 12, 3, 1), "0-6@5:12",
	    "of two peaks with the same interval the higher is kept");
	is_text(FOUND(12, 3, 3, 3, 9, 3, 3, 3, 12, 3, 1), "0-9@0:12",
	    "... of equal ones the first");
	is_text(FOUND(9, 3, 3, 3, 12, 0, 9, 0), "0-4@0:9 0-6@4:12",
	    "a peak that joins makes the interval another");
	is_text(FOUND(9, 0, 9, 0, 9, 0, 9, 0), "0-6@0:9",
	    "joining goes from peak to peak, the first of equals stays");
	is_text(FOUND(0, 9, 3), "1-2@1:9", "the end of the series is an end");
	buf_free(&text);
}

/*
 * chzzk-timeline's definition, over the whole series at once: the best place
 * of each run above `high`; peaks joined while the distance from the last is
 * at most `join`; the interval grown from the first and the last peak; of
 * equal intervals the one with the highest score.
 */
static void
by_definition(struct buf *text, const double *z, int n)
{
	int peaks[2000], n_peaks = 0;

	struct burst kept = { .start = -1 };

	text->n = 0;
	for (int i = 0; i < n; i++) {
		int best = i;

		if (z[i] <= rule.high)
			continue;
		for (; i < n && z[i] > rule.high; i++)
			if (z[i] > z[best] ||
			    (z[i] == z[best] && i % 7 > best % 7))
				best = i;
		peaks[n_peaks++] = best;
	}
	for (int i = 0; i < n_peaks;) {
		struct burst b = { .peak = peaks[i], .z = z[peaks[i]] };
		int first = peaks[i], last = peaks[i];

		for (i++; i < n_peaks && peaks[i] - last <= rule.join; i++) {
			last = peaks[i];
			if (z[last] > b.z) {
				b.peak = last;
				b.z = z[last];
			}
		}
		while (first > 0 && z[first - 1] > rule.low)
			first--;
		while (last < n - 1 && z[last + 1] > rule.low)
			last++;
		b.start = first;
		b.end = last;
		if (b.start != kept.start || b.end != kept.end) {
			if (kept.start >= 0)
				show(text, &kept);
			kept = b;
		} else if (b.z > kept.z) {
			kept = b;
		}
	}
	if (kept.start >= 0)
		show(text, &kept);
}

static void
test_random(void)
{
	struct buf got = { 0 }, want = { 0 };
	bool good = true;

	srand(7);
	for (int round = 0; round < 500; round++) {
		double z[200];
		int n = 1 + rand() % 200, level = 6 + rand() % 10;

		for (int i = 0; i < n; i++)
			z[i] = rand() % level;
		by_definition(&want, z, n);
		good &= strcmp(found(&got, z, n), buf_text(&want)) == 0;
	}
	ok(good, "500 random series, as by definition");
	buf_free(&got);
	buf_free(&want);
}

/* A burst is told as soon as it is certain, and not before. */
static void
test_promptness(void)
{
	const double z[] = { 0, 9, 3, 0, 0, 0, 0 };
	struct bursts b = { .rule = rule };
	struct burst burst;
	int told = -1;

	for (int i = 0; i < 7 && told < 0; i++) {
		bursts_add(&b, z[i], 0);
		if (bursts_next(&b, &burst))
			told = i;
	}
	/* A peak at 4 could still join; one at 5 could not. */
	ok(told == 4, "told when no peak can join any more");
	ok(bursts_oldest(&b) == 5, "nothing older is to come");
	bursts_free(&b);
}

static void
test_merged(void)
{
	struct buf text = { 0 };

	rule.merged = true;
	is_text(FOUND(9, 3, 3, 3, 12, 0, 9, 0), "0-6@4:12",
	    "intervals that overlap are one, if so wanted");
	is_text(FOUND(9, 0, 0, 0, 9, 3, 3, 3, 12, 0), "0-0@0:9 4-8@8:12",
	    "those apart stay apart");
	is_text(FOUND(9, 3, 3, 3, 3, 10, 0, 9, 3, 3, 3, 12, 0, 0, 0, 0, 9),
	    "0-11@11:12 16-16@16:9", "a chain of them is one");
	rule.merged = false;
	buf_free(&text);
}

int
main(void)
{
	test_by_hand();
	test_random();
	test_promptness();
	test_merged();
	return done_testing();
}
