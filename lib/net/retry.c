/* Computes back-off and rate budgets. */
#include <math.h>

#include "core/random.h"
#include "net/retry.h"

enum { AFTER_LEAST = 1000, AFTER_MOST = 15 * 60 * 1000 };

void
retry_init(struct retry *r, struct retry_rule rule, uint64_t seed)
{
	*r = (struct retry){
		.rule = rule, .up_since = RETRY_DOWN, .dice = seed
	};
}

void
retry_up(struct retry *r, int64_t now)
{
	if (r->up_since == RETRY_DOWN)
		r->up_since = now;
}

/* first_ms doubled failed - 1 times, at most most_ms. */
static int64_t
ceiling(const struct retry *r)
{
	int64_t ms = r->rule.first_ms;

	for (long i = 1; i < r->failed && ms < r->rule.most_ms; i++)
		ms *= 2;
	return ms < r->rule.most_ms ? ms : r->rule.most_ms;
}

int64_t
retry_down(struct retry *r, int64_t now)
{
	if (r->up_since != RETRY_DOWN &&
	    now - r->up_since >= r->rule.healthy_ms)
		r->failed = 0;
	r->up_since = RETRY_DOWN;
	if (r->failed >= r->rule.max)
		return RETRY_NEVER;
	r->failed++;
	return (int64_t)random_below(&r->dice, (uint64_t)ceiling(r) + 1);
}

int64_t
retry_clamp(int64_t ms)
{
	if (ms < AFTER_LEAST)
		return AFTER_LEAST;
	return ms < AFTER_MOST ? ms : AFTER_MOST;
}

int64_t
budget_take(struct budget *b, int64_t now)
{
	double each, ahead;

	if (b->full_at < (double)now)
		b->full_at = (double)now;
	ahead = b->full_at - (double)now;
	if (b->rate <= 0)
		return (int64_t)ceil(ahead);
	each = 1000 / b->rate;
	if (ahead > (b->burst - 1) * each)
		return (int64_t)ceil(ahead - (b->burst - 1) * each);
	b->full_at += each;
	return 0;
}

void
budget_pause(struct budget *b, int64_t then)
{
	double full = (double)then;

	if (b->rate > 0)
		full += (b->burst - 1) * 1000 / b->rate;
	if (b->full_at < full)
		b->full_at = full;
}
