/* Sums up messages of one group. */
#include <stdlib.h>

#include "core/num.h"
#include "core/when.h"
#include "totals/sums.h"

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

static void
sketch(struct hll **h, struct id128 id)
{
	if (*h == NULL)
		*h = xcalloc(1, sizeof **h);
	hll_add(*h, id);
}

void
sums_user(
    struct sums *t, struct str id, struct str name, uint64_t n, bool approx)
{
	if (id.n == 0)
		return;
	if (approx)
		sketch(&t->user_sketch, id128_of(id));
	else
		counts_add(&t->users, id128_of(id), id, name, n);
}

void
sums_nickname(struct sums *t, struct str nickname, uint64_t n, bool approx)
{
	if (nickname.n == 0)
		return;
	if (approx)
		sketch(&t->nickname_sketch, id128_of(nickname));
	else
		counts_add(&t->nicknames, id128_of(nickname), nickname,
		    (struct str){ 0 }, n);
}

int64_t
sums_sum(int64_t a, int64_t b)
{
	return a > NUM_SAFE_MAX - b ? NUM_SAFE_MAX : a + b;
}

void
sums_free(struct sums *t)
{
	buf_free(&t->channel_id);
	buf_free(&t->channel);
	buf_free(&t->stream_id);
	buf_free(&t->user_id);
	buf_free(&t->user);
	counts_free(&t->users);
	counts_free(&t->nicknames);
	free(t->user_sketch);
	free(t->nickname_sketch);
	recent_free(&t->seen);
}
