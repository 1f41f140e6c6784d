/* Finds lanes for texts. */
#include <math.h>

#include "import/lanes.h"

/* When a text of that width may begin behind the lane's last. */
static int64_t
free_from(const struct lanes *l, const struct lane *lane, double width)
{
	double crossing = (double)l->crossing_ms, in, gone;

	if (!lane->used)
		return INT64_MIN;
	in = crossing * (lane->width + l->gap) / (l->screen + lane->width);
	gone = crossing - crossing * (l->screen - l->gap) / (l->screen + width);
	return lane->start_ms + (int64_t)ceil(in > gone ? in : gone);
}

size_t
lanes_take(struct lanes *l, int64_t ms, double width, int64_t wait_ms,
    int64_t *start_ms)
{
	size_t best = l->n;

	*start_ms = ms + wait_ms + 1;
	for (size_t i = 0; i<l->n && * start_ms> ms; i++) {
		int64_t from = free_from(l, &l->lane[i], width);

		if (from < ms)
			from = ms;
		if (from < *start_ms) {
			*start_ms = from;
			best = i;
		}
	}
	if (best < l->n)
		l->lane[best] = (struct lane){ *start_ms, width, true };
	return best;
}
