/* Keeps the buckets, peaks and topics of one broadcast in order. */
#include <stdlib.h>

#include "chart/stream.h"
#include "core/sorted.h"

void
stream_name(struct stream *s, struct str *which, struct str text)
{
	if (which->p == NULL && text.n > 0)
		*which = arena_str(&s->texts, text);
}

void
stream_add_bucket(struct stream *s, int64_t width, struct chart_bucket b)
{
	if (s->width != 0 && width > s->width)
		return;
	if (width != s->width)
		s->n_buckets = 0;
	s->width = width;
	if (s->n_buckets > 0 && b.sec <= s->buckets[s->n_buckets - 1].sec)
		s->unsorted = true;
	if (b.given != NULL && b.given->n > 0)
		b.given = (struct purse *)(void *)arena_copy(&s->texts, b.given,
		    sizeof *b.given + b.given->n * sizeof *b.given->coin);
	MEM_RESERVE(s->buckets, s->cap_buckets, s->n_buckets + 1);
	s->buckets[s->n_buckets++] = b;
}

void
stream_add_peak(struct stream *s, struct moment m)
{
	m.words = arena_str(&s->texts, m.words);
	MEM_RESERVE(s->peaks, s->cap_peaks, s->n_peaks + 1);
	s->peaks[s->n_peaks++] = m;
}

void
stream_add_topic(struct stream *s, struct chart_topic t)
{
	t.words = arena_str(&s->texts, t.words);
	MEM_RESERVE(s->topics, s->cap_topics, s->n_topics + 1);
	s->topics[s->n_topics++] = t;
}

static int
order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Merge sort, which is stable: the last of equals stays last. */
static void
sort_buckets(struct chart_bucket *b, size_t n, struct chart_bucket *scratch)
{
	size_t half = n / 2, i = 0, j = half;

	if (n < 2)
		return;
	sort_buckets(b, half, scratch);
	sort_buckets(b + half, n - half, scratch);
	for (size_t at = 0; at < n; at++)
		scratch[at] = i < half && (j == n || b[i].sec <= b[j].sec)
		    ? b[i++]
		    : b[j++];
	for (size_t at = 0; at < n; at++)
		b[at] = scratch[at];
}

static void
drop_repeats(struct stream *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->n_buckets; i++) {
		if (kept > 0 && s->buckets[kept - 1].sec == s->buckets[i].sec)
			kept--;
		s->buckets[kept++] = s->buckets[i];
	}
	s->n_buckets = kept;
}

static int
topics_by_time(const void *va, const void *vb)
{
	const struct chart_topic *a = va, *b = vb;

	return order(a->start, b->start);
}

void
stream_sort(struct stream *s)
{
	struct chart_bucket *scratch;

	if (s->unsorted) {
		scratch = xreallocarray(NULL, s->n_buckets, sizeof *scratch);
		sort_buckets(s->buckets, s->n_buckets, scratch);
		free(scratch);
		drop_repeats(s);
		s->unsorted = false;
	}
	if (s->n_topics > 0)
		qsort(
		    s->topics, s->n_topics, sizeof *s->topics, topics_by_time);
}

void
stream_free(struct stream *s)
{
	free(s->buckets);
	free(s->peaks);
	free(s->topics);
	arena_free(&s->texts);
}

struct extent
stream_extent(const struct stream *s)
{
	if (s->n_buckets == 0)
		return (struct extent){ 0, 0 };
	return (struct extent){ s->buckets[0].sec,
		s->buckets[s->n_buckets - 1].sec + s->width };
}

/* The first bucket that begins at or after `sec`. */
static size_t
lower(const struct stream *s, int64_t sec)
{
	return sorted_from(s->buckets, s->n_buckets, sizeof *s->buckets,
	    offsetof(struct chart_bucket, sec), sec);
}

const struct chart_bucket *
stream_within(const struct stream *s, struct extent e, size_t *n)
{
	size_t from = lower(s, e.from);

	*n = lower(s, e.to) - from;
	return s->buckets + from;
}

struct chart_totals
stream_totals(const struct chart_bucket *b, size_t n, int64_t width)
{
	struct chart_totals t = { 0 };

	for (size_t i = 0; i < n; i++) {
		t.chats += b[i].chats;
		t.gifts += b[i].gifts;
		t.gap_sec += b[i].gap ? width : 0;
	}
	return t;
}

void
stream_given(const struct chart_bucket *b, size_t n, struct purse **sum)
{
	for (size_t i = 0; i < n; i++)
		purse_join(sum, b[i].given);
}

/* Better first: by rank where both have one, then by value, then earlier. */
static int
by_merit(const void *va, const void *vb)
{
	const struct moment *a = va, *b = vb;

	if (a->rank != b->rank && a->rank > 0 && b->rank > 0)
		return order(a->rank, b->rank);
	if (a->value != b->value)
		return a->value > b->value ? -1 : 1;
	return order(a->start, b->start);
}

static int
by_time(const void *va, const void *vb)
{
	const struct moment *a = va, *b = vb;

	return order(a->at, b->at);
}

size_t
stream_best_peaks(const struct stream *s, struct extent e, enum peak_by by,
    struct moment *out, size_t most)
{
	struct moment *met;
	size_t n = 0;

	if (s->n_peaks == 0)
		return 0;
	if (by == PEAK_UNKNOWN)
		by = s->peaks[0].by;
	met = xreallocarray(NULL, s->n_peaks, sizeof *met);
	for (size_t i = 0; i < s->n_peaks; i++)
		if (s->peaks[i].by == by && s->peaks[i].at >= e.from &&
		    s->peaks[i].at < e.to)
			met[n++] = s->peaks[i];
	qsort(met, n, sizeof *met, by_merit);
	n = n < most ? n : most;
	for (size_t i = 0; i < n; i++) {
		out[i] = met[i];
		out[i].rank = (int64_t)i + 1;
	}
	free(met);
	qsort(out, n, sizeof *out, by_time);
	return n;
}

const struct chart_topic *
stream_topic_at(const struct stream *s, int64_t sec)
{
	for (size_t i = 0; i < s->n_topics; i++)
		if (s->topics[i].start <= sec && sec < s->topics[i].end)
			return s->topics + i;
	return NULL;
}
