/* Packs what came for a series. */
#include <stdlib.h>
#include <string.h>

#include "core/leb.h"
#include "core/num.h"
#include "core/when.h"
#include "series/arrivals.h"

/* The first byte: a kind, and what is there. */
enum {
	KIND = 7,
	SIGNED = 1 << 3,
	NAMED = 1 << 4,
	PLACED = 1 << 5,
	RECEIVED = 1 << 6,
	SENT = 1 << 7
};

static unsigned
flags_of(const struct arrival *a)
{
	return (unsigned)a->kind | (a->sample.signed_ ? SIGNED : 0) |
	    (a->sample.named ? NAMED : 0) | (a->t_ms >= 0 ? PLACED : 0) |
	    (a->received_at != WHEN_UNKNOWN ? RECEIVED : 0) |
	    (a->sent_at != WHEN_UNKNOWN ? SENT : 0);
}

/* What differences are taken from; moments may be unknown. */
static int64_t
known(int64_t ms)
{
	return ms == WHEN_UNKNOWN || ms < 0 ? 0 : ms;
}

static void
put_id(struct buf *b, struct id128 id)
{
	leb_put_word(b, id.hi);
	leb_put_word(b, id.lo);
}

void
arrival_put(
    struct buf *b, const struct arrival *before, const struct arrival *a)
{
	unsigned flags = flags_of(a);

	buf_addc(b, (char)flags);
	leb_put_signed(b, (int64_t)(a->number - before->number));
	if ((flags & PLACED) != 0)
		leb_put_signed(b, a->t_ms - known(before->t_ms));
	if ((flags & RECEIVED) != 0)
		leb_put_signed(b, a->received_at - known(before->received_at));
	if ((flags & SENT) != 0)
		leb_put_signed(b, a->sent_at - known(before->sent_at));
	if (arrival_ends_loss(a->kind))
		leb_put_signed(b, a->gap_ms);
	if (a->kind == ARRIVAL_DONATION) {
		leb_put(b, (uint64_t)a->sample.amount);
		leb_put(b, a->sample.currency);
	}
	if ((flags & SIGNED) != 0)
		put_id(b, a->sample.user);
	if ((flags & NAMED) != 0)
		put_id(b, a->sample.message);
}

static bool
take_id(struct str *from, struct id128 *id)
{
	return leb_take_word(from, &id->hi) && leb_take_word(from, &id->lo);
}

/* A number as its difference from another, within these limits. */
static bool
take_near(
    struct str *from, int64_t base, int64_t least, int64_t most, int64_t *n)
{
	int64_t difference;

	if (!leb_take_signed(from, &difference) ||
	    __builtin_add_overflow(base, difference, n))
		return false;
	return *n >= least && *n <= most;
}

static bool
take_times(struct str *from, const struct arrival *before, unsigned flags,
    struct arrival *a)
{
	int64_t number;

	a->t_ms = -1;
	a->received_at = a->sent_at = WHEN_UNKNOWN;
	if (!take_near(from, (int64_t)before->number, 0, INT64_MAX, &number))
		return false;
	a->number = (uint64_t)number;
	if ((flags & PLACED) != 0 &&
	    !take_near(from, known(before->t_ms), 0, NUM_SAFE_MAX, &a->t_ms))
		return false;
	if ((flags & RECEIVED) != 0 &&
	    !take_near(from, known(before->received_at), WHEN_FIRST, WHEN_LAST,
		&a->received_at))
		return false;
	return (flags & SENT) == 0 ||
	    take_near(from, known(before->sent_at), WHEN_FIRST, WHEN_LAST,
		&a->sent_at);
}

static bool
take_sample(struct str *from, unsigned flags, struct arrival *a)
{
	struct sample *s = &a->sample;
	uint64_t amount = 0, currency = PURSE_UNKNOWN;

	s->donation = a->kind == ARRIVAL_DONATION;
	if (s->donation &&
	    !(leb_take(from, &amount) && leb_take(from, &currency)))
		return false;
	s->amount = (int64_t)amount;
	s->currency = (uint32_t)currency;
	s->signed_ = (flags & SIGNED) != 0;
	s->named = (flags & NAMED) != 0;
	return amount <= NUM_SAFE_MAX && currency <= UINT32_MAX &&
	    (!s->signed_ || take_id(from, &s->user)) &&
	    (!s->named || take_id(from, &s->message));
}

bool
arrival_take(struct str *from, const struct arrival *before, struct arrival *a)
{
	unsigned flags;

	if (from->n == 0)
		return false;
	flags = (unsigned char)from->p[0];
	from->p++;
	from->n--;
	*a = (struct arrival){ .kind = flags & KIND, .gap_ms = -1 };
	if (a->kind >= ARRIVAL_KINDS || !take_times(from, before, flags, a))
		return false;
	if (arrival_ends_loss(a->kind) &&
	    !take_near(from, 0, -1, NUM_SAFE_MAX, &a->gap_ms))
		return false;
	if (!take_sample(from, flags, a))
		return false;
	sample_hash(&a->sample);
	return true;
}

static int64_t
moment_of(const struct arrival *a)
{
	if (a->received_at != WHEN_UNKNOWN)
		return a->received_at;
	return a->sent_at != WHEN_UNKNOWN ? a->sent_at : a->t_ms;
}

static int
by_content(const struct arrival *a, const struct arrival *b)
{
	struct buf x = { 0 }, y = { 0 };
	const struct arrival none = { 0 };
	int order;

	arrival_put(&x, &none, a);
	arrival_put(&y, &none, b);
	order = str_cmp(buf_view(&x), buf_view(&y));
	buf_free(&x);
	buf_free(&y);
	return order;
}

static int
by_arrival(const void *a, const void *b)
{
	const struct arrival *x = a, *y = b;
	int64_t mx = moment_of(x), my = moment_of(y);

	if (mx != my)
		return mx < my ? -1 : 1;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return by_content(x, y);
}

void
arrivals_sort(struct arrival *a, size_t n)
{
	if (n > 0)
		qsort(a, n, sizeof *a, by_arrival);
}
