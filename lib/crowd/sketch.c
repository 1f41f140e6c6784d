/* Keeps and compares the smallest hashes of sets. */
#include <math.h>
#include <stdlib.h>
#include <xxhash.h>

#include "core/mem.h"
#include "crowd/sketch.h"

uint64_t
sketch_hash(struct str id)
{
	return XXH3_64bits(id.p != NULL ? id.p : "", id.n);
}

static int
by_hash(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

void
sketch_settle(struct sketch *s)
{
	size_t n = 0;

	if (s->sorted == s->n)
		return;
	qsort(s->hash, s->n, sizeof *s->hash, by_hash);
	for (size_t i = 0; i < s->n && n < s->most; i++)
		if (n == 0 || s->hash[i] != s->hash[n - 1])
			s->hash[n++] = s->hash[i];
	s->n = s->sorted = n;
}

/* No smaller than the largest of a full sketch. */
static bool
too_large(const struct sketch *s, uint64_t hash)
{
	return s->sorted == s->most && hash >= s->hash[s->most - 1];
}

void
sketch_add(struct sketch *s, uint64_t hash)
{
	if (too_large(s, hash))
		return;
	if (s->n == 2 * (size_t)s->most) {
		sketch_settle(s);
		if (too_large(s, hash))
			return;
	}
	MEM_RESERVE(s->hash, s->cap, s->n + 1);
	s->hash[s->n++] = hash;
}

/* A hash as a share of all hashes, above 0. */
static double
share(uint64_t hash)
{
	return ldexp((double)hash + 1, -64);
}

/* The size of a set of which `n` smallest hashes, the last being `largest`,
 * are known; `whole` when that is all of it. */
static double
size_of(size_t n, uint64_t largest, bool whole)
{
	return whole ? (double)n : (double)(n - 1) / share(largest);
}

double
sketch_size(const struct sketch *s, double *error)
{
	bool whole = s->n < s->most;
	double size;

	*error = 0;
	if (s->n == 0)
		return 0;
	size = size_of(s->n, s->hash[s->n - 1], whole);
	if (!whole)
		*error = size / sqrt((double)s->n - 2);
	return size;
}

/* How many of the smallest hashes of either set are in both. */
struct sketch_sample {
	size_t n, both;
	uint64_t largest;
};

/* Walks both in order, over `most` different hashes. */
static struct sketch_sample
sample_either(const struct sketch *a, const struct sketch *b, size_t most)
{
	struct sketch_sample s = { 0 };
	size_t i = 0, j = 0;

	for (; s.n < most && (i < a->n || j < b->n); s.n++) {
		bool in_a = j == b->n || (i < a->n && a->hash[i] <= b->hash[j]);
		bool in_b = i == a->n || (j < b->n && b->hash[j] <= a->hash[i]);

		s.largest = in_a ? a->hash[i] : b->hash[j];
		s.both += in_a && in_b;
		i += in_a;
		j += in_b;
	}
	return s;
}

/* `n` as a whole number of users. */
static int64_t
users(double n)
{
	return (int64_t)nearbyint(n);
}

static double
smaller_size(const struct sketch *a, const struct sketch *b)
{
	double error;

	return fmin(sketch_size(a, &error), sketch_size(b, &error));
}

struct overlap
sketch_overlap(const struct sketch *a, const struct sketch *b)
{
	bool whole = a->n < a->most && b->n < b->most;
	size_t most = a->most < b->most ? a->most : b->most;
	struct sketch_sample s = sample_either(a, b, whole ? SIZE_MAX : most);
	struct overlap o = overlap_of(0, 0, 0);
	double share, inter;

	if (s.n == 0)
		return o;
	share = (double)s.both / (double)s.n;
	o.either = users(size_of(s.n, s.largest, whole));
	inter = whole ? (double)s.both : share * (double)o.either;
	o.inter = users(inter);
	o.jaccard = overlap_round(share);
	o.distance = overlap_round(1 - share);
	o.overlap = overlap_round(fmin(inter / smaller_size(a, b), 1));
	overlap_interval(&o, share, (double)s.n);
	if (!whole && share > 0 && share < 1)
		o.jaccard_error =
		    overlap_round(sqrt(share * (1 - share) / (double)s.n));
	return o;
}

void
sketch_free(struct sketch *s)
{
	free(s->hash);
	*s = (struct sketch){ 0 };
}
