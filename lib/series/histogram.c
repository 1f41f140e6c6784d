/* Counts by bucket in any order. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sorted.h"
#include "series/histogram.h"

/* The place of the first row that is not before the bucket. */
static size_t
find(const struct histogram *t, int64_t bucket)
{
	/* Nearly always it is the last row, or after it. */
	if (t->n > 0 && t->rows[t->n - 1].bucket <= bucket)
		return t->n - (t->rows[t->n - 1].bucket == bucket);
	return sorted_from(t->rows, t->n, sizeof *t->rows,
	    offsetof(struct histogram_bin, bucket), bucket);
}

void
histogram_add(struct histogram *t, int64_t sec)
{
	int64_t bucket = sec / t->size_sec;
	size_t i = find(t, bucket);

	if (i == t->n || t->rows[i].bucket != bucket) {
		MEM_RESERVE(t->rows, t->cap, t->n + 1);
		memmove(
		    t->rows + i + 1, t->rows + i, (t->n - i) * sizeof *t->rows);
		t->rows[i] = (struct histogram_bin){ bucket, 0 };
		t->n++;
	}
	t->rows[i].n++;
}

void
histogram_free(struct histogram *t)
{
	free(t->rows);
	*t = (struct histogram){ .size_sec = t->size_sec };
}
