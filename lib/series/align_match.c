/* Which messages of two logs may be the same. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "series/align_private.h"

enum {
	ALIKE = 6,          /* a text that is more frequent says little */
	BIN = 250,          /* ms, of rates */
	WINDOW = 120 * 1000 /* ms, of rates */
};

int32_t
align_bin(int64_t offset_ms, int64_t bin_ms)
{
	int64_t half = offset_ms >= 0 ? bin_ms / 2 : -bin_ms / 2;

	return (int32_t)((offset_ms + half) / bin_ms);
}

/* ---- ids and texts ---- */

/* A message by one of its hashes. */
struct keyed_event {
	uint64_t key;
	uint32_t event;
	bool taken;
};

enum key { KEY_ID, KEY_SAID, KEY_TEXT };

static uint64_t
key_of(const struct align_event *e, enum key which)
{
	return which == KEY_ID ? e->id : which == KEY_SAID ? e->said : e->text;
}

static int
by_key(const void *va, const void *vb)
{
	const struct keyed_event *a = va, *b = vb;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->event < b->event ? -1 : a->event > b->event;
}

/* The events that have the key, by it. */
static struct keyed_event *
sorted(struct align_log log, enum key which, size_t *n)
{
	struct keyed_event *all = xcalloc(log.n + 1, sizeof *all);

	*n = 0;
	for (size_t i = 0; i < log.n; i++)
		if (key_of(&log.at[i], which) != 0)
			all[(*n)++] =
			    (struct keyed_event){ key_of(&log.at[i], which),
				    (uint32_t)i, false };
	if (*n > 0)
		qsort(all, *n, sizeof *all, by_key);
	return all;
}

/* How many from the first on have its key. */
static size_t
alike(const struct keyed_event *from, size_t n)
{
	size_t same = 1;

	while (same < n && from[same].key == from->key)
		same++;
	return same;
}

static void
pair_all(struct align_log log, struct align_log other,
    const struct keyed_event *a, size_t na, const struct keyed_event *b,
    size_t nb, struct align_pairs *pairs)
{
	MEM_RESERVE(pairs->at, pairs->cap, pairs->n + na * nb);
	for (size_t i = 0; i < na; i++)
		for (size_t k = 0; k < nb; k++) {
			int64_t ms = log.at[a[i].event].ms;

			pairs->at[pairs->n++] = (struct align_pair){ ms,
				other.at[b[k].event].ms - ms, a[i].event,
				1.0F / (float)(na * nb), na == 1 && nb == 1 };
		}
}

static void
match(struct align_log log, struct align_log other, enum key which,
    struct align_pairs *pairs)
{
	size_t na, nb, i = 0, k = 0;
	struct keyed_event *a = sorted(log, which, &na);
	struct keyed_event *b = sorted(other, which, &nb);

	while (i < na && k < nb) {
		size_t same_a = alike(a + i, na - i);
		size_t same_b = alike(b + k, nb - k);

		if (a[i].key < b[k].key) {
			i += same_a;
			continue;
		}
		if (a[i].key > b[k].key) {
			k += same_b;
			continue;
		}
		if (same_a <= ALIKE && same_b <= ALIKE)
			pair_all(
			    log, other, a + i, same_a, b + k, same_b, pairs);
		i += same_a;
		k += same_b;
	}
	free(a);
	free(b);
}

static int
by_event(const void *va, const void *vb)
{
	const struct align_pair *a = va, *b = vb;

	if (a->event != b->event)
		return a->event < b->event ? -1 : 1;
	return a->offset_ms < b->offset_ms ? -1 : a->offset_ms > b->offset_ms;
}

void
align_match(struct align_log log, struct align_log other, enum align_by by,
    struct align_pairs *pairs)
{
	if (by == ALIGN_IDS) {
		match(log, other, KEY_ID, pairs);
	} else {
		match(log, other, KEY_SAID, pairs);
		match(log, other, KEY_TEXT, pairs);
	}
	if (pairs->n > 0)
		qsort(pairs->at, pairs->n, sizeof *pairs->at, by_event);
}

/* ---- rates ---- */

/* How many messages each bin of a log has. */
static float *
counts_of(struct align_log log, size_t *n)
{
	float *counts;

	*n = (size_t)(log.at[log.n - 1].ms / BIN) + 1;
	counts = xcalloc(*n, sizeof *counts);
	for (size_t i = 0; i < log.n; i++)
		counts[log.at[i].ms / BIN]++;
	return counts;
}

/* Adds the other's counts as they stand around each message of a window:
 * sum[within + k] is for the offset of k bins. */
static void
add_around(struct align_log log, size_t first, size_t end, const float *counts,
    int64_t n, int64_t within, float *sum)
{
	for (size_t i = first; i < end; i++) {
		int64_t at = log.at[i].ms / BIN;
		int64_t from = at - within > 0 ? at - within : 0;
		int64_t to = at + within < n ? at + within : n - 1;
		float *s = sum + within - at;

		for (int64_t k = from; k <= to; k++)
			s[k] += counts[k];
	}
}

/*
 * Votes for the offsets whose sum stands out of those around it by more than
 * chance, as chance has it for counts: their deviation is the root of the mean.
 */
static void
vote(const float *sum, int64_t within, uint32_t window, struct align_votes *v)
{
	enum { AROUND = 60 }; /* bins to both sides */
	int64_t n = 2 * within + 1;
	double mean = 0;

	for (int64_t k = 0; k < AROUND && k < n; k++)
		mean += sum[k];
	for (int64_t k = 0; k < n; k++) {
		int64_t from = k - AROUND > 0 ? k - AROUND : 0;
		int64_t to = k + AROUND < n ? k + AROUND : n - 1;
		double here = sum[k], around, z;

		if (k + AROUND < n)
			mean += sum[k + AROUND];
		if (k - AROUND - 1 >= 0)
			mean -= sum[k - AROUND - 1];
		here += k > 0 ? sum[k - 1] : 0;
		here += k + 1 < n ? sum[k + 1] : 0;
		around = 3 * mean / (double)(to - from + 1);
		z = (here - around) / sqrt(around + 1);
		if (z < 4)
			continue;
		MEM_RESERVE(v->at, v->cap, v->n + 1);
		v->at[v->n++] = (struct align_vote){ window,
			(int32_t)(k - within), z < 13 ? (float)(z - 3) : 10 };
	}
}

void
align_correlate(struct align_log log, struct align_log other, int64_t within_ms,
    struct align_votes *v)
{
	int64_t within = within_ms / BIN;
	size_t n, first = 0, end;
	float *counts = counts_of(other, &n);
	float *sum = xcalloc((size_t)(2 * within + 1), sizeof *sum);

	v->window_ms = WINDOW;
	v->bin_ms = BIN;
	for (; first < log.n; first = end, v->windows++) {
		int64_t window = log.at[first].ms / WINDOW;

		for (end = first;
		     end < log.n && log.at[end].ms / WINDOW == window; end++)
			;
		memset(sum, 0, (size_t)(2 * within + 1) * sizeof *sum);
		add_around(log, first, end, counts, (int64_t)n, within, sum);
		vote(sum, within, (uint32_t)v->windows, v);
	}
	free(sum);
	free(counts);
}
