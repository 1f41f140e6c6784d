/*
 * quadratic - chzzk-timeline's event detector, word for word.
 * One stream's ts records in, "start end peak" of each interval out.
 *
 * The measure of chz-peaks: the same answers, by collecting and sorting every
 * window anew and walking the whole series for every interval, as the
 * original does (src/data/chat/event.rs of its chzzk-chat).
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "record/event.h"
#include "record/ts.h"

static const double high = 8, low = 2.5, alpha = 0.2, epsilon = 1e-6;
enum { JOIN = 12, WINDOW = 600, LAG = 60 };

static double *count, *smooth, *z;
static size_t n, cap;

static const struct opt options[] = { { 0 } };
static const struct tool tool = {
	.name = "quadratic",
	.operands = "[FILE...]",
	.about = "Find peaks as chzzk-timeline does.",
	.opts = options,
};

static void
read_counts(char *files[])
{
	struct jsonl *in = jsonl_open(files, NULL, NULL);
	struct record_reader at;
	const struct json_val *v;
	struct ts ts = ts_blank();

	record_want(&at, &ts_record, in, "sec bucket_sec chat_count");
	while ((v = jsonl_next(in)) != NULL) {
		if (!record_read(&at, v, &ts) || ts.bucket_sec != 1)
			continue;
		MEM_RESERVE(count, cap, n + 1);
		count[n++] = (double)ts.chat_count;
	}
	jsonl_close(in);
}

static int
ascending(const void *a, const void *b)
{
	double l = *(const double *)a, r = *(const double *)b;

	return l < r ? -1 : l > r;
}

static double
median(const double *values, size_t len)
{
	double *sorted = xreallocarray(NULL, len, sizeof *sorted), middle;

	memcpy(sorted, values, len * sizeof *sorted);
	qsort(sorted, len, sizeof *sorted, ascending);
	middle = len % 2 == 1 ? sorted[len / 2]
			      : (sorted[len / 2 - 1] + sorted[len / 2]) / 2;
	free(sorted);
	return middle;
}

static double
mad(const double *values, size_t len)
{
	double *distance = xreallocarray(NULL, len, sizeof *distance), result;
	double middle = median(values, len);

	for (size_t i = 0; i < len; i++)
		distance[i] = fabs(values[i] - middle);
	result = median(distance, len);
	free(distance);
	return result < 1e-10 ? 1 : result;
}

/* The window is looked for from the beginning, for every second. */
static double
score(long t)
{
	static double window[WINDOW + 1];
	long from = t - WINDOW > 0 ? t - WINDOW : 0;
	long to = t - LAG > 0 ? t - LAG : 0;
	size_t len = 0;

	for (long j = 0; j <= t; j++)
		if (j >= from && j <= to)
			window[len++] = smooth[j];
	return (smooth[t] - median(window, len)) / (mad(window, len) + epsilon);
}

static void
grow_and_print(long start, long end, long peak)
{
	long first = start, last = end;

	for (long t = (long)n - 1; t >= 0; t--) {
		if (t > start)
			continue;
		if (t < start && z[t] > low)
			first = t;
		else if (z[t] <= low)
			break;
	}
	for (long t = 0; t < (long)n; t++) {
		if (t < end)
			continue;
		if (t > end && z[t] > low)
			last = t;
		else if (z[t] <= low)
			break;
	}
	printf("%ld %ld %ld\n", first, last, peak);
}

/* The best second of the run that begins at *t, which moves behind it. */
static long
run_peak(long *t)
{
	long best = *t;

	for (; *t < (long)n && z[*t] > high; (*t)++)
		if (z[*t] > z[best] ||
		    (z[*t] == z[best] && count[*t] > count[best]))
			best = *t;
	return best;
}

static void
print_intervals(void)
{
	long start = -1, end = -1, peak = -1;

	for (long t = 0; t < (long)n; t++) {
		long best;

		if (z[t] <= high)
			continue;
		best = run_peak(&t);
		if (start >= 0 && best - end <= JOIN) {
			peak = z[best] > z[peak] ? best : peak;
		} else {
			if (start >= 0)
				grow_and_print(start, end, peak);
			start = peak = best;
		}
		end = best;
	}
	if (start >= 0)
		grow_and_print(start, end, peak);
}

int
main(int argc, char *argv[])
{
	double previous;

	read_counts(argv + opt_parse(&tool, argc, argv, NULL));
	smooth = xcalloc(n + 1, sizeof *smooth);
	z = xcalloc(n + 1, sizeof *z);
	previous = n > 0 ? count[0] : 0;
	for (size_t t = 0; t < n; t++) {
		previous = alpha * count[t] + (1 - alpha) * previous;
		smooth[t] = previous;
	}
	for (size_t t = 0; t < n; t++)
		z[t] = score((long)t);
	print_intervals();
	free(count);
	free(smooth);
	free(z);
	return 0;
}
