/* Keeps the sum of a rolling window. */
#include <stdlib.h>

#include "core/mem.h"
#include "series/rolling.h"

/* Takes the oldest value out of the sum. */
static void
forget(struct rolling *r)
{
	uint32_t oldest = r->ring[r->at];

	if (oldest != ROLLING_UNKNOWN) {
		r->sum -= oldest;
		r->known--;
	}
}

void
rolling_add(struct rolling *r, uint32_t value)
{
	if (r->n == r->window) {
		forget(r);
	} else {
		MEM_RESERVE(r->ring, r->cap, r->n + 1);
		r->n++;
	}
	r->ring[r->at] = value;
	r->at = r->at + 1 < r->window ? r->at + 1 : 0;
	if (value != ROLLING_UNKNOWN) {
		r->sum += value;
		r->known++;
	}
}

bool
rolling_mean(const struct rolling *r, double *mean)
{
	if (r->known == 0)
		return false;
	*mean = (double)r->sum / (double)r->known;
	return true;
}

void
rolling_clear(struct rolling *r)
{
	r->at = r->n = r->known = 0;
	r->sum = 0;
}

void
rolling_free(struct rolling *r)
{
	free(r->ring);
	*r = (struct rolling){ .window = r->window };
}
