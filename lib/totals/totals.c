/* Adds up events by broadcast, channel, user or nickname. */
#include <stdlib.h>

#include "core/nfc.h"
#include "record/amounts.h"
#include "record/event.h"
#include "record/message_id.h"
#include "totals/group.h"

const char *const totals_by_words[] = { "stream", "channel", "user", "nick",
	NULL };

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

static bool
is_message(enum event_type type)
{
	return type == EVENT_CHAT || type == EVENT_DONATION ||
	    type == EVENT_SUBSCRIPTION;
}

static void
add_money(struct money *m, const struct summand *s)
{
	m->subscriptions += s->type == EVENT_SUBSCRIPTION;
	m->donations += s->type == EVENT_DONATION;
	if (s->type == EVENT_DONATION)
		purse_add(&m->amounts, s->currency, s->amount);
}

/* Whether the message was counted before, as after a reconnect. */
static bool
is_repeat(struct recent *seen, const struct summand *s)
{
	return s->message_id.n > 0 &&
	    !recent_add_hash(seen, s->message_id, s->id_hash);
}

static void
name_place(struct totals *l, struct place *p, struct str stream_id,
    struct str channel_id, struct str channel)
{
	if (l->by == TOTALS_STREAM)
		sums_name(&p->stream_id, stream_id);
	sums_name(&p->channel_id, channel_id);
	sums_name(&p->channel, channel);
}

/* Who wrote, and under which name. */
static void
add_writer(struct totals *l, uint32_t group, const struct summand *s)
{
	uint64_t wrote = s->type == EVENT_CHAT;

	if (l->by == TOTALS_USER)
		group_add_nickname(l, group, s->nickname, wrote);
	else if (!s->shared)
		group_add_user(l, group, s->who, s->nickname, wrote);
	else if (l->by != TOTALS_NICK)
		group_add_nickname(l, group, s->nickname, wrote);
}

static void
add_message(struct totals *l, uint32_t group, const struct summand *s)
{
	struct sums *t = &l->groups[group];

	t->messages += s->type == EVENT_CHAT;
	if (s->type != EVENT_CHAT)
		add_money(group_money(l, t), s);
	sums_span(t, s->moment);
	add_writer(l, group, s);
}

static struct place *
place_of(const struct totals *l, uint32_t group)
{
	return l->more[l->groups[group].more - 1].place;
}

void
totals_digest(enum totals_by by, const struct event *e, struct summand *s)
{
	s->type = is_message(e->type) ? e->type : EVENT_OTHER;
	if (s->type == EVENT_OTHER)
		return;
	s->who = who_of(e->user_id);
	s->shared = message_id_shared(e->user_id);
	s->nickname = e->user;
	s->plain = nfc_is_plain(e->user);
	s->key = key_of(by, e->stream_id, e->channel_id, e->user_id, e->user);
	s->message_id = e->message_id;
	s->id_hash = recent_hash(e->message_id);
	s->stream_id = e->stream_id;
	s->channel_id = e->channel_id;
	s->channel = e->channel;
	s->moment = event_moment(e);
	if (e->type == EVENT_DONATION) {
		s->amount = e->amount;
		s->currency = purse_currency(e->currency);
	}
	s->key_hash = group_hash(by, s);
	s->group = INTERN_NONE;
}

static void
take_at_place(struct totals *l, const struct summand *s)
{
	uint32_t group = intern_is(&l->places, s->group, s->key)
	    ? s->group
	    : group_of_place(l, s->key);
	struct place *place = place_of(l, group);

	if (is_repeat(&place->seen, s))
		return;
	name_place(l, place, s->stream_id, s->channel_id, s->channel);
	add_message(l, group, s);
}

static void
take_from_person(struct totals *l, const struct summand *s)
{
	uint32_t group;

	if (s->key.n == 0 || is_repeat(&l->seen, s))
		return;
	group = group_of_person(l, s);
	add_message(l, group, s);
	if (l->by == TOTALS_USER)
		group_name_user(l, &l->groups[group], s->nickname);
}

/* With the nickname in NFC. */
static struct summand
composed(struct totals *l, const struct summand *s)
{
	struct summand c = *s;

	c.nickname = nfc(s->nickname, &l->composed);
	if (l->by == TOTALS_NICK)
		c.key = c.nickname;
	c.key_hash = group_hash(l->by, &c);
	c.plain = true;
	return c;
}

void
totals_take(struct totals *l, const struct summand *s)
{
	struct summand c;

	if (s->type == EVENT_OTHER)
		return;
	if (!s->plain) {
		c = composed(l, s);
		s = &c;
	}
	if (l->by <= TOTALS_CHANNEL)
		take_at_place(l, s);
	else
		take_from_person(l, s);
}

static void
add_link(struct totals *l, const struct event *e)
{
	struct str nickname = nfc(e->user, &l->composed);
	struct str key =
	    key_of(l->by, e->stream_id, e->channel_id, e->user_id, nickname);
	uint32_t group;

	if (key.n == 0 && l->by >= TOTALS_USER)
		return;
	group = group_of(l, key);
	if (l->by <= TOTALS_CHANNEL) {
		struct place *p = place_of(l, group);

		name_place(l, p, e->stream_id, e->channel_id, e->channel);
		p->reconnects += str_is(e->state, "resumed");
		if (e->gap_ms > 0)
			p->gap_ms = sums_sum(p->gap_ms, e->gap_ms);
	} else if (l->by == TOTALS_USER) {
		group_name_user(l, &l->groups[group], nickname);
	}
}

void
totals_add(struct totals *l, const struct event *e)
{
	struct summand s;

	totals_digest(l->by, e, &s);
	totals_take(l, &s);
	if (e->type == EVENT_LINK)
		add_link(l, e);
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

static bool
merge_sketches(struct totals *l, struct sums *t, const struct stats *s)
{
	struct more *m;

	if (s->users_hll.p == NULL && s->nicknames_hll.p == NULL)
		return true;
	m = group_more(l, t);
	return merge_sketch(&m->user_sketch, s->users_hll) &&
	    merge_sketch(&m->nickname_sketch, s->nicknames_hll);
}

static uint64_t
counted(int64_t n)
{
	return n > 0 ? (uint64_t)n : 0;
}

static void
merge_place(struct place *p, const struct stats *s)
{
	sums_name(&p->stream_id, s->stream_id);
	sums_name(&p->channel_id, s->channel_id);
	sums_name(&p->channel, s->channel);
	p->reconnects += counted(s->reconnects);
	p->gap_ms = sums_sum(p->gap_ms, (int64_t)counted(s->gap_ms));
}

static bool
merge_money(struct money *m, const struct stats *s)
{
	m->donations += counted(s->donations);
	m->subscriptions += counted(s->subscriptions);
	return amounts_take(&m->amounts, s->amounts, s->donation_amount);
}

bool
totals_merge(struct totals *l, const struct stats *s)
{
	uint32_t group = group_of(
	    l, key_of(l->by, s->stream_id, s->channel_id, s->user_id, s->user));
	struct sums *t = &l->groups[group];
	bool good = true;

	if (l->by <= TOTALS_CHANNEL)
		merge_place(place_of(l, group), s);
	if (s->donations > 0 || s->subscriptions > 0)
		good = merge_money(group_money(l, t), s);
	t->messages += counted(s->messages);
	/* Until the tallies say which were under the first nickname. */
	if (l->by == TOTALS_USER) {
		group_more(l, t)->elsewhere += counted(s->messages);
		group_name_user(l, t, s->user);
	}
	sums_span(t, s->first_at);
	sums_span(t, s->last_at);
	return merge_sketches(l, t, s) && good;
}

/* A nickname of a user who is the group: it is known now which one the messages
 * were under. */
static void
tally_own(struct totals *l, uint32_t group, const struct tally *y)
{
	uint64_t n = (uint64_t)y->messages;

	group_add_nickname(l, group, y->id, n);
	group_more(l, &l->groups[group])->elsewhere -= n;
}

static void
tally_user(struct totals *l, uint32_t group, const struct tally *y)
{
	bool fresh;
	struct membership *m =
	    memberships_get(&l->users, group, who_of(y->id), &fresh);

	m->n += (uint64_t)y->messages;
	l->groups[group].users += fresh;
	if (fresh)
		m->name = brief_of(y->name, &l->texts);
}

void
totals_tally(struct totals *l, const struct tally *y)
{
	uint32_t group = group_of(l, y->key);

	l->settled = true; /* each has its own tally */
	if (y->id.n == 0)
		return;
	if (y->of == TALLY_USER)
		tally_user(l, group, y);
	else if (l->by == TOTALS_USER)
		tally_own(l, group, y);
	else
		group_add_nickname(l, group, y->id, (uint64_t)y->messages);
}

void
totals_settle(struct totals *l)
{
	const struct membership *m = l->users.at;
	bool fresh;

	if (l->settled || l->by == TOTALS_NICK)
		return;
	for (uint32_t i = 0; i < l->users.n; i++)
		if (m[i].name.n > 0)
			nicknames_get(&l->nicknames, m[i].group,
			    brief_text(&m[i].name), &fresh)
			    ->n += (int64_t)m[i].n;
	l->settled = true;
}

void
totals_free(struct totals *l)
{
	for (size_t i = 0; i < l->n_more; i++)
		sums_free_more(&l->more[i]);
	free(l->groups);
	for (size_t i = 0; i < l->n_money; i++)
		purse_free(&l->money[i].amounts);
	free(l->money);
	free(l->more);
	intern_free(&l->places);
	table_free(&l->table);
	memberships_free(&l->users);
	nicknames_free(&l->nicknames);
	arena_free(&l->texts);
	recent_free(&l->seen);
	buf_free(&l->composed);
	buf_free(&l->amounts);
}
