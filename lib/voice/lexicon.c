/* Sorts keys, and finds the longest one that a text begins with. */
#include <stdlib.h>

#include "core/mem.h"
#include "voice/lexicon.h"

void
lexicon_add(struct lexicon *l, struct str key, struct str value)
{
	MEM_RESERVE(l->at, l->cap, l->n + 1);
	l->at[l->n] = (struct lexicon_entry){ key, value, l->n };
	l->n++;
}

static int
by_key(const void *pa, const void *pb)
{
	const struct lexicon_entry *a = pa, *b = pb;
	int order = str_cmp(a->key, b->key);

	if (order != 0)
		return order;
	return a->order < b->order ? -1 : a->order > b->order;
}

void
lexicon_sort(struct lexicon *l)
{
	size_t n = 0;

	if (l->n > 0)
		qsort(l->at, l->n, sizeof *l->at, by_key);
	for (size_t i = 0; i < l->n; i++) {
		if (n > 0 && str_eq(l->at[n - 1].key, l->at[i].key))
			n--;
		l->at[n++] = l->at[i];
	}
	l->n = n;
}

/* The first of the entries lo to hi, alike in `depth` bytes, whose next byte
 * is `c` or above. */
static size_t
lower_bound(
    const struct lexicon *l, size_t lo, size_t hi, size_t depth, unsigned c)
{
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		struct str key = l->at[mid].key;

		if (key.n <= depth || (unsigned char)key.p[depth] < c)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* A byte deeper each time: what is left is what begins as the text does. */
size_t
lexicon_find(
    const struct lexicon *l, struct str text, size_t max, struct str *value)
{
	size_t lo = 0, hi = l->n, found = 0;

	for (size_t d = 0; d < text.n && d < max && lo < hi; d++) {
		unsigned c = (unsigned char)text.p[d];

		lo = lower_bound(l, lo, hi, d, c);
		hi = lower_bound(l, lo, hi, d, c + 1);
		if (lo < hi && l->at[lo].key.n == d + 1) {
			*value = l->at[lo].value;
			found = d + 1;
		}
	}
	return found;
}

void
lexicon_free(struct lexicon *l)
{
	free(l->at);
	*l = (struct lexicon){ 0 };
}
