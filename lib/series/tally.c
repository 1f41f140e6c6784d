#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "series/tally.h"

/* The place of the first row that is not before the bucket. */
static size_t
find(const struct tally *t, int64_t bucket)
{
	size_t low = 0, high = t->n;

	/* Nearly always it is the last row, or behind it. */
	if (t->n > 0 && t->rows[t->n - 1].bucket <= bucket)
		return t->n - (t->rows[t->n - 1].bucket == bucket);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->rows[middle].bucket < bucket)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
tally_add(struct tally *t, int64_t sec)
{
	int64_t bucket = sec / t->size_sec;
	size_t i = find(t, bucket);

	if (i == t->n || t->rows[i].bucket != bucket) {
		MEM_RESERVE(t->rows, t->cap, t->n + 1);
		memmove(
		    t->rows + i + 1, t->rows + i, (t->n - i) * sizeof *t->rows);
		t->rows[i] = (struct tally_row){ bucket, 0 };
		t->n++;
	}
	t->rows[i].n++;
}

void
tally_free(struct tally *t)
{
	free(t->rows);
	*t = (struct tally){ .size_sec = t->size_sec };
}
