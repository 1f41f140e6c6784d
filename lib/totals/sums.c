/* Sums up messages of one group. */
#include <stdlib.h>

#include "core/num.h"
#include "core/when.h"
#include "totals/sums.h"

_Static_assert(sizeof(struct sums) == 64, "what sums.h says");

void
sums_name(struct buf *kept, struct str name)
{
	if (name.n == 0 || str_eq(buf_view(kept), name))
		return;
	kept->n = 0;
	buf_str(kept, name);
}

void
sums_span(struct sums *t, int64_t moment)
{
	if (moment == WHEN_UNKNOWN)
		return;
	if (t->first_at == WHEN_UNKNOWN || moment < t->first_at)
		t->first_at = moment;
	if (t->last_at == WHEN_UNKNOWN || moment > t->last_at)
		t->last_at = moment;
}

void
sums_sketch(struct hll **h, struct id128 id)
{
	if (*h == NULL)
		*h = xcalloc(1, sizeof **h);
	hll_add(*h, id);
}

int64_t
sums_sum(int64_t a, int64_t b)
{
	return a > NUM_SAFE_MAX - b ? NUM_SAFE_MAX : a + b;
}

static void
free_place(struct place *p)
{
	if (p == NULL)
		return;
	buf_free(&p->channel_id);
	buf_free(&p->channel);
	buf_free(&p->stream_id);
	recent_free(&p->seen);
	free(p);
}

void
sums_free_more(struct more *m)
{
	free_place(m->place);
	free(m->user_sketch);
	free(m->nickname_sketch);
}
