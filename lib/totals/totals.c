/* Adds up events by broadcast, channel, user or nickname. */
#include <stdlib.h>

#include "core/nfc.h"
#include "record/event.h"
#include "record/message_id.h"
#include "totals/totals.h"

const char *const totals_by_words[] = { "stream", "channel", "user", "nick",
	NULL };

static struct sums *
group(struct totals *l, struct str key)
{
	uint32_t id = intern_add(&l->keys, key);

	MEM_RESERVE(l->groups, l->cap, (size_t)l->keys.n);
	while (l->n < l->keys.n)
		l->groups[l->n++] = SUMS_INIT;
	return &l->groups[id];
}

/* The group a message belongs to; absent when it has no key for one. */
static struct str
key_of(enum totals_by by, struct str stream_id, struct str channel_id,
    struct str user_id, struct str user)
{
	switch (by) {
	case TOTALS_STREAM:
		return stream_id.n > 0 ? stream_id : channel_id;
	case TOTALS_CHANNEL:
		return channel_id;
	case TOTALS_USER:
		return user_id;
	default:
		return user;
	}
}

static void
add_link(struct sums *t, const struct event *e)
{
	t->reconnects += str_is(e->state, "resumed");
	if (e->gap_ms > 0)
		t->gap_ms = sums_sum(t->gap_ms, e->gap_ms);
}

static void
add_money(struct sums *t, const struct event *e)
{
	t->donations++;
	if (e->amount > 0)
		t->donation_amount = sums_sum(t->donation_amount, e->amount);
}

static void
add_message(struct totals *l, struct sums *t, enum event_type type,
    struct str user_id, struct str user)
{
	bool wrote = type == EVENT_CHAT;

	t->messages += wrote;
	t->subscriptions += type == EVENT_SUBSCRIPTION;
	if (l->by != TOTALS_USER && !message_id_shared(user_id))
		sums_user(t, user_id, user, wrote, l->approx);
	if (l->by != TOTALS_NICK)
		sums_nickname(t, user, wrote, l->approx);
}

/* Whether the message was counted before, as after a reconnect. */
static bool
is_repeat(struct totals *l, struct sums *t, struct str message_id)
{
	struct recent *r = l->by <= TOTALS_CHANNEL ? &t->seen : &l->seen;

	return message_id.n > 0 && !recent_add(r, message_id);
}

static void
name(const struct totals *l, struct sums *t, const struct event *e,
    struct str user)
{
	if (l->by == TOTALS_STREAM)
		sums_name(&t->stream_id, e->stream_id);
	if (l->by <= TOTALS_CHANNEL) {
		sums_name(&t->channel_id, e->channel_id);
		sums_name(&t->channel, e->channel);
	} else {
		sums_name(&t->user, user);
	}
	if (l->by == TOTALS_USER)
		sums_name(&t->user_id, e->user_id);
}

void
totals_add(struct totals *l, const struct event *e)
{
	bool message = e->type == EVENT_CHAT || e->type == EVENT_DONATION ||
	    e->type == EVENT_SUBSCRIPTION;
	struct str user = nfc(e->user, &l->composed), key;
	struct sums *t;

	if (!message && e->type != EVENT_LINK)
		return;
	key = key_of(l->by, e->stream_id, e->channel_id, e->user_id, user);
	if (key.n == 0 && l->by >= TOTALS_USER)
		return;
	t = group(l, key);
	if (message && is_repeat(l, t, e->message_id))
		return;
	name(l, t, e, user);
	if (e->type == EVENT_DONATION)
		add_money(t, e);
	if (!message) {
		add_link(t, e);
		return;
	}
	sums_span(t, event_moment(e));
	add_message(l, t, e->type, e->user_id, user);
}

static bool
merge_sketch(struct hll **into, struct str bytes)
{
	if (bytes.p == NULL)
		return true;
	if (bytes.n != sizeof **into)
		return false;
	if (*into == NULL)
		*into = xcalloc(1, sizeof **into);
	hll_merge(*into, (const struct hll *)bytes.p);
	return true;
}

bool
totals_merge(struct totals *l, const struct stats *s)
{
	struct sums *t = group(
	    l, key_of(l->by, s->stream_id, s->channel_id, s->user_id, s->user));

	sums_name(&t->stream_id, s->stream_id);
	sums_name(&t->channel_id, s->channel_id);
	sums_name(&t->channel, s->channel);
	sums_name(&t->user_id, s->user_id);
	sums_name(&t->user, s->user);
#define ADD(key) t->key += s->key > 0 ? (uint64_t)s->key : 0
	ADD(messages);
	ADD(donations);
	ADD(subscriptions);
	ADD(reconnects);
#undef ADD
	if (s->donation_amount > 0)
		t->donation_amount =
		    sums_sum(t->donation_amount, s->donation_amount);
	if (s->gap_ms > 0)
		t->gap_ms = sums_sum(t->gap_ms, s->gap_ms);
	sums_span(t, s->first_at);
	sums_span(t, s->last_at);
	return merge_sketch(&t->user_sketch, s->users_hll) &&
	    merge_sketch(&t->nickname_sketch, s->nicknames_hll);
}

void
totals_tally(struct totals *l, const struct tally *y)
{
	struct sums *t = group(l, y->key);

	if (y->of == TALLY_NICKNAME)
		sums_nickname(t, y->id, (uint64_t)y->messages, false);
	else
		sums_user(t, y->id, y->name, (uint64_t)y->messages, false);
}

static int64_t
distinct(const struct counts *exact, const struct hll *sketch)
{
	return sketch != NULL ? (int64_t)hll_count(sketch) : (int64_t)exact->n;
}

/* What was remembered; absent when nothing was. */
static struct str
known(const struct buf *b)
{
	return b->n > 0 ? buf_view(b) : (struct str){ 0 };
}

struct stats
totals_stats(const struct totals *l, uint32_t number)
{
	const struct sums *t = &l->groups[number];
	struct stats s = stats_blank();

	s.channel_id = known(&t->channel_id);
	s.channel = known(&t->channel);
	s.stream_id = known(&t->stream_id);
	s.user_id = known(&t->user_id);
	s.user = known(&t->user);
	s.messages = (int64_t)t->messages;
	if (l->by != TOTALS_USER)
		s.users = distinct(&t->users, t->user_sketch);
	if (l->by != TOTALS_NICK)
		s.nicknames = distinct(&t->nicknames, t->nickname_sketch);
	s.approx = t->user_sketch != NULL || t->nickname_sketch != NULL;
	s.first_at = t->first_at;
	s.last_at = t->last_at;
	s.donations = (int64_t)t->donations;
	s.donation_amount = t->donation_amount;
	s.subscriptions = (int64_t)t->subscriptions;
	if (l->by <= TOTALS_CHANNEL) {
		s.reconnects = (int64_t)t->reconnects;
		s.gap_ms = t->gap_ms;
	}
	return s;
}

/* Users and nicknames by what they wrote, highest first. */
static int
by_messages(const void *a, const void *b, void *ctx)
{
	const struct totals *l = ctx;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	const struct sums *x = &l->groups[i], *y = &l->groups[j];

	if (x->messages != y->messages)
		return x->messages < y->messages ? 1 : -1;
	return str_cmp(l->keys.names[i], l->keys.names[j]);
}

uint32_t *
totals_order(struct totals *l)
{
	uint32_t *order = xcalloc(l->n + 1, sizeof *order);

	for (uint32_t i = 0; i < l->n; i++)
		order[i] = i;
	if (l->by >= TOTALS_USER)
		qsort_r(order, l->n, sizeof *order, by_messages, l);
	return order;
}

void
totals_free(struct totals *l)
{
	for (size_t i = 0; i < l->n; i++)
		sums_free(&l->groups[i]);
	free(l->groups);
	intern_free(&l->keys);
	recent_free(&l->seen);
	buf_free(&l->composed);
}
