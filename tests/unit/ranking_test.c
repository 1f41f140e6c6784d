/* history.h, ranking.h, peaks.h: windows and the evidence for them. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "series/history.h"
#include "series/peaks.h"
#include "series/ranking.h"
#include "tap.h"

static void
add(struct history *h, uint32_t chats, const char *marks)
{
	struct past row = { .chats = chats, .donations = 1 };

	purse_add(&row.amounts, purse_currency(STR("KRW")), 100);
	purse_add(&row.amounts, purse_currency(STR("USD")), 1);
	history_add(h, &row, str_of(marks));
}

static void
test_history(void)
{
	struct history h = { 0 };
	struct purse *given = NULL;
	struct stretch sum;

	for (int i = 0; i < 300; i++)
		add(&h, (uint32_t)i, i % 2 ? "AAAAABBBBB" : "BBBBBCCCCC");
	history_add(&h, &(struct past){ .chats = 9, .unseen = true },
	    (struct str){ 0 });
	sum = history_sum(&h, 298, 400);
	ok(sum.seen == 2 && sum.chats == 597 && sum.donations == 2,
	    "sums of what is there and was seen");
	history_amounts(&h, 298, 400, &given);
	ok(given->n == 2 && given->coin[0].amount == 200 &&
		given->coin[1].amount == 2,
	    "... and of each currency");
	purse_free(&given);
	ok(history_users(&h, 10, 11) == 2 && history_users(&h, 10, 12) == 3,
	    "different users of a stretch");
	ok(history_users(&h, 299, 301) == -1, "unknown where one is unknown");
	history_forget(&h, 290);
	ok(h.first == 290 && history_end(&h) == 301, "the old is forgotten");
	ok(history_sum(&h, 290, 292).chats == 581 &&
		history_users(&h, 291, 293) == 3,
	    "places stay as they were");
	history_free(&h);
}

static size_t
rank(const uint32_t *counts, size_t n, struct ranking_rule rule,
    struct window *out)
{
	struct history h = { 0 };
	size_t found;

	for (size_t i = 0; i < n; i++)
		history_add(&h, &(struct past){ .chats = counts[i] },
		    (struct str){ 0 });
	found = ranking_find(&h, rule, out);
	history_free(&h);
	return found;
}

/*
 * NokChart's ranking, as its code defines it but over windows that begin at
 * every bucket: by key descending (here: then by start), a window is taken
 * when |start - s| and |start - e| are at least the gap for every window s..e
 * taken, and it overlaps none.  The surge is mean / (mean of the buckets before
 * + little), where all of these are there.
 */
static double
key_of(const uint32_t *counts, int n, struct ranking_rule rule, int start)
{
	double sum = 0, before = 0;
	int end = start + (int)rule.window, first = start - (int)rule.before;

	end = end < n ? end : n;
	first = first > 0 ? first : 0;
	for (int i = start; i < end; i++)
		sum += counts[i];
	if (sum == 0)
		return -1;
	if (!rule.by_surge)
		return sum;
	for (int i = first; i < start; i++)
		before += counts[i];
	if (start < rule.before)
		return -1;
	return sum / (end - start) / (before / (start - first) + rule.little);
}

static bool
fits(const int *taken, size_t n, struct ranking_rule rule, int at)
{
	int w = (int)rule.window, gap = (int)rule.gap;

	for (size_t i = 0; i < n; i++)
		if (abs(at - taken[i]) < gap || abs(at - taken[i] - w) < gap ||
		    !(at + w <= taken[i] || at >= taken[i] + w))
			return false;
	return true;
}

static size_t
by_definition(
    const uint32_t *counts, int n, struct ranking_rule rule, int *taken)
{
	int starts = n > rule.window ? n - (int)rule.window + 1 : 1;
	bool tried[400] = { false };
	size_t found = 0;

	for (;;) {
		int best = -1;
		double best_key = 0;

		for (int i = 0; i < starts; i++) {
			double key = key_of(counts, n, rule, i);

			if (!tried[i] && key >= 0 &&
			    (best < 0 || key > best_key)) {
				best = i;
				best_key = key;
			}
		}
		if (best < 0 || found == rule.top)
			return found;
		tried[best] = true;
		if (fits(taken, found, rule, best))
			taken[found++] = best;
	}
}

static void
test_ranking(bool by_surge)
{
	bool good = true;

	srand(11);
	for (int round = 0; round < 200; round++) {
		struct ranking_rule rule = { 1 + rand() % 12, 1 + rand() % 9,
			rand() % 20, 5, 0.1, by_surge };
		uint32_t counts[300];
		struct window got[5];
		int n = 1 + rand() % 300, taken[5];
		size_t found;

		for (int i = 0; i < n; i++)
			counts[i] = (uint32_t)(rand() % 3 ? 0 : rand() % 9);
		found = rank(counts, (size_t)n, rule, got);
		good &= found == by_definition(counts, n, rule, taken);
		for (size_t i = 0; i < found; i++)
			good &= got[i].start == taken[i];
	}
	ok(good, "200 random rankings by %s, as by definition",
	    by_surge ? "surge" : "volume");
}

static void
test_gap(void)
{
	struct history h = { 0 };
	struct window out[3];
	struct ranking_rule rule = { .window = 2,
		.before = 2,
		.gap = 1,
		.top = 1,
		.little = 1,
		.by_surge = true };

	history_add(&h, &(struct past){ .chats = 2 }, (struct str){ 0 });
	history_add(&h, &(struct past){ .chats = 9, .unseen = true },
	    (struct str){ 0 });
	history_add(&h, &(struct past){ .chats = 6 }, (struct str){ 0 });
	history_add(&h, &(struct past){ .chats = 6 }, (struct str){ 0 });
	ok(ranking_find(&h, rule, out) == 1 && out[0].start == 2 &&
		out[0].surge == 2,
	    "a gap is no part of the mean before: 6 / (2 + 1)");
	ok(ranking_surge(&h, 1, 3, 2, 1) == 2, "... nor of the window's own");
	history_free(&h);
}

static void
count_peaks(void *ctx, struct peak *peak)
{
	size_t *n = ctx;

	n[peak->by]++;
}

static void
test_series_of_peaks(void)
{
	static const struct peaks_rule rule = { .by = 1u << PEAK_Z |
		    1u << PEAK_VOLUME,
		.alpha = 0.2,
		.high = 8,
		.low = 2.5,
		.baseline_sec = 600,
		.lag_sec = 60,
		.join_sec = 12,
		.window_sec = 60,
		.before_sec = 60,
		.gap_sec = 120,
		.clip_sec = 20,
		.hole_sec = 21600,
		.top = 50,
		.found = count_peaks };
	struct peaks *p = peaks_new(&rule);
	struct ts ts = ts_blank();
	size_t n[PEAK_SURGE + 1] = { 0 };

	ts.bucket_sec = 1;
	for (ts.sec = 0; ts.sec < 1000; ts.sec++) {
		ts.chat_count = ts.sec == 500 ? 500 : 1;
		peaks_add(p, &ts, (double)NAN, n);
	}
	ok(n[PEAK_Z] == 1 && n[PEAK_VOLUME] == 0,
	    "z does not wait for the end");
	ts.sec = 999;
	ok(peaks_add(p, &ts, (double)NAN, n) == PEAKS_BEFORE, "time goes on");
	ts.bucket_sec = 60;
	ok(peaks_add(p, &ts, (double)NAN, n) == PEAKS_LARGER,
	    "the shortest buckets count");
	peaks_end(p, n);
	/* Windows of a minute, starts two minutes from both ends of the others,
	 * in 1000 s: at least 4, at most 8. */
	ok(n[PEAK_VOLUME] >= 4 && n[PEAK_VOLUME] <= 8, "volume does");
	peaks_free(p);
}

int
main(void)
{
	test_history();
	test_ranking(false);
	test_ranking(true);
	test_gap();
	test_series_of_peaks();
	return done_testing();
}
