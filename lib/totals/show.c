/* Gives totals as records. */
#include <stdlib.h>

#include "record/amounts.h"
#include "totals/group.h"

static const struct more nothing_more;
static const struct money no_money;

static const struct more *
more_of(const struct totals *l, const struct sums *t)
{
	return t->more > 0 ? &l->more[t->more - 1] : &nothing_more;
}

static const struct money *
money_of(const struct totals *l, const struct sums *t)
{
	return t->money > 0 ? &l->money[t->money - 1] : &no_money;
}

static struct who
user_of(const struct totals *l, const struct sums *t)
{
	return (struct who){ t->user, more_of(l, t)->id };
}

struct str
totals_key(struct totals *l, uint32_t number)
{
	const struct sums *t = &l->groups[number];

	switch (l->by) {
	case TOTALS_USER:
		return who_text(user_of(l, t), l->digits);
	case TOTALS_NICK:
		return brief_text(&t->name);
	default:
		return l->places.names[number];
	}
}

/* What was remembered; absent when nothing was. */
static struct str
known(const struct buf *b)
{
	return b->n > 0 ? buf_view(b) : (struct str){ 0 };
}

static void
show_place(struct stats *s, const struct place *p)
{
	s->channel_id = known(&p->channel_id);
	s->channel = known(&p->channel);
	s->stream_id = known(&p->stream_id);
	s->reconnects = (int64_t)p->reconnects;
	s->gap_ms = p->gap_ms;
}

static void
show_user(struct stats *s, struct totals *l, uint32_t number)
{
	const struct sums *t = &l->groups[number];
	const struct brief *last = &more_of(l, t)->last;

	s->user_id = totals_key(l, number);
	s->user = brief_text(last->n > 0 ? last : &t->name);
}

/* How many users and nicknames. */
static void
show_people(struct stats *s, const struct totals *l, const struct sums *t)
{
	const struct more *m = more_of(l, t);

	if (l->by != TOTALS_USER)
		s->users = m->user_sketch != NULL
		    ? (int64_t)hll_count(m->user_sketch)
		    : (int64_t)t->users;
	if (l->by != TOTALS_NICK)
		s->nicknames = m->nickname_sketch != NULL
		    ? (int64_t)hll_count(m->nickname_sketch)
		    : (int64_t)m->nicknames + (t->name.n > 0);
	s->approx = m->user_sketch != NULL || m->nickname_sketch != NULL;
}

struct stats
totals_stats(struct totals *l, uint32_t number)
{
	const struct sums *t = &l->groups[number];
	const struct money *money = money_of(l, t);
	struct stats s = stats_blank();

	if (l->by <= TOTALS_CHANNEL)
		show_place(&s, more_of(l, t)->place);
	else if (l->by == TOTALS_USER)
		show_user(&s, l, number);
	else
		s.user = totals_key(l, number);
	show_people(&s, l, t);
	s.messages = (int64_t)t->messages;
	s.first_at = t->first_at;
	s.last_at = t->last_at;
	s.donations = (int64_t)money->donations;
	s.donation_amount = purse_sum(money->amounts);
	l->amounts.n = 0;
	amounts_put(&l->amounts, money->amounts);
	s.amounts = known(&l->amounts);
	s.subscriptions = (int64_t)money->subscriptions;
	return s;
}

int64_t
totals_first(const struct totals *l, uint32_t number)
{
	const struct sums *t = &l->groups[number];

	return (int64_t)(t->messages - more_of(l, t)->elsewhere);
}

/* Users and nicknames by what they wrote, highest first. */
static int
by_messages(const void *a, const void *b, void *ctx)
{
	const struct totals *l = ctx;
	const struct sums *x = &l->groups[*(const uint32_t *)a];
	const struct sums *y = &l->groups[*(const uint32_t *)b];

	if (x->messages != y->messages)
		return x->messages < y->messages ? 1 : -1;
	if (l->by == TOTALS_USER)
		return who_cmp(user_of(l, x), user_of(l, y));
	return str_cmp(brief_text(&x->name), brief_text(&y->name));
}

uint32_t *
totals_order(struct totals *l)
{
	uint32_t *order = xcalloc((size_t)l->n + 1, sizeof *order);

	for (uint32_t i = 0; i < l->n; i++)
		order[i] = i;
	if (l->by >= TOTALS_USER)
		qsort_r(order, l->n, sizeof *order, by_messages, l);
	return order;
}
