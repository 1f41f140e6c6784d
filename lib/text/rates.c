/* Limits how many messages get through. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/random.h"
#include "core/when.h"
#include "text/rates.h"

bool
rate_read(struct str s, struct rate *rate)
{
	struct str span = s, count = str_cut(&span, '/');
	struct rate r = { .span_ms = 1000 };

	if (!num_int(count, &r.n) || r.n < 1 || r.n > QUOTA_MOST)
		return false;
	if (span.p != NULL && (!when_duration(span, &r.span_ms)))
		return false;
	if (r.span_ms < 1)
		return false;
	*rate = r;
	return true;
}

void
user_rates_warm(const struct user_rates *u, struct str user)
{
	lately_warm(&u->users, lately_key(user, 0));
}

bool
user_rates_take(struct user_rates *u, int64_t now, struct str user)
{
	struct lately_note *note = lately_note(&u->users, lately_key(user, 0));
	/* A clock that goes far back is that of another log. */
	bool fresh =
	    note->at == WHEN_UNKNOWN || note->at - now > u->rate.span_ms;
	int64_t one = u->rate.span_ms * 1000 / u->rate.n; /* microseconds */
	int64_t full; /* when the whole bucket will be there again */

	if (fresh || now > note->at)
		note->at = now;
	full = note->at * 1000;
	if (!fresh && note->n > full)
		full = note->n;
	if (full - note->at * 1000 > (u->rate.n - 1) * one)
		return false;
	note->n = full + one;
	return true;
}

void
user_rates_free(struct user_rates *u)
{
	lately_free(&u->users);
}

/* Places, the one taken first at the front. */
struct quota_ring {
	long *places, first, n;
};

struct quota {
	struct rate rate;
	enum quota_policy policy;
	uint64_t dice, seen, given; /* messages of this window, and places */
	int64_t start;              /* WHEN_UNKNOWN before the first */
	long held;                  /* places taken */
	uint64_t *number;           /* of each place's message */
	long *order;                /* of the places, while they are emptied */
	struct quota_ring ring[2];  /* of unpaid and of paid ones */
};

struct quota *
quota_new(struct rate rate, enum quota_policy policy, uint64_t seed)
{
	struct quota *q = xcalloc(1, sizeof *q);
	size_t n = (size_t)rate.n;

	q->rate = rate;
	q->policy = policy;
	q->dice = seed;
	q->start = WHEN_UNKNOWN;
	q->number = xcalloc(n, sizeof *q->number);
	q->order = xcalloc(n, sizeof *q->order);
	q->ring[0].places = xcalloc(n, sizeof(long));
	q->ring[1].places = xcalloc(n, sizeof(long));
	return q;
}

bool
quota_is_over(const struct quota *q, int64_t now)
{
	return q->start != WHEN_UNKNOWN &&
	    (now - q->start >= q->rate.span_ms ||
		q->start - now > q->rate.span_ms);
}

int64_t
quota_end(const struct quota *q)
{
	return q->start == WHEN_UNKNOWN ? INT64_MAX
					: q->start + q->rate.span_ms;
}

static void
ring_add(struct quota *q, bool paid, long place)
{
	struct quota_ring *r = &q->ring[paid];

	r->places[(r->first + r->n++) % q->rate.n] = place;
}

/* The oldest, which leaves the ring. */
static long
ring_take(struct quota *q, bool paid)
{
	struct quota_ring *r = &q->ring[paid];
	long place = r->places[r->first];

	r->first = (r->first + 1) % q->rate.n;
	r->n--;
	return place;
}

/* The place for one more when all are taken. */
static long
place_by_age(struct quota *q, bool paid)
{
	if (q->ring[0].n > 0)
		return ring_take(q, false);
	return paid ? ring_take(q, true) : QUOTA_DROP;
}

/* Vitter's algorithm R: the n-th message stays with odds of N in n. */
static long
place_by_chance(struct quota *q)
{
	uint64_t place = random_below(&q->dice, q->seen);

	return place < (uint64_t)q->rate.n ? (long)place : QUOTA_DROP;
}

static long
choose_place(struct quota *q, bool paid, bool *ousted)
{
	long place;

	*ousted = false;
	if (q->held < q->rate.n)
		return q->held++;
	place = q->policy == QUOTA_SAMPLE ? place_by_chance(q)
					  : place_by_age(q, paid);
	*ousted = place != QUOTA_DROP;
	return place;
}

long
quota_add(struct quota *q, int64_t now, bool paid, bool *ousted)
{
	long place;

	*ousted = false;
	if (q->start == WHEN_UNKNOWN)
		q->start = now;
	q->seen++;
	if (q->policy == QUOTA_OLDEST)
		return q->seen <= (uint64_t)q->rate.n ? QUOTA_PASS : QUOTA_DROP;
	place = choose_place(q, paid, ousted);
	if (place == QUOTA_DROP)
		return place;
	q->number[place] = q->seen;
	if (q->policy != QUOTA_SAMPLE)
		ring_add(q, paid && q->policy == QUOTA_DONATIONS, place);
	return place;
}

static int
by_arrival(const void *a, const void *b, void *number)
{
	uint64_t x = ((uint64_t *)number)[*(const long *)a];
	uint64_t y = ((uint64_t *)number)[*(const long *)b];

	return (x > y) - (x < y);
}

long
quota_next(struct quota *q)
{
	if (q->given == 0) {
		for (long i = 0; i < q->held; i++)
			q->order[i] = i;
		qsort_r(q->order, (size_t)q->held, sizeof *q->order, by_arrival,
		    q->number);
	}
	if (q->given < (uint64_t)q->held)
		return q->order[q->given++];
	q->given = q->seen = 0;
	q->held = 0;
	q->ring[0].n = q->ring[1].n = 0;
	q->start = WHEN_UNKNOWN;
	return QUOTA_DROP;
}

void
quota_free(struct quota *q)
{
	if (q == NULL)
		return;
	free(q->number);
	free(q->order);
	free(q->ring[0].places);
	free(q->ring[1].places);
	free(q);
}
