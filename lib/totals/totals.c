/* Adds up events by broadcast, channel, user or nickname. */
#include <stdlib.h>

#include "core/nfc.h"
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
add_link(struct place *p, const struct event *e)
{
	p->reconnects += str_is(e->state, "resumed");
	if (e->gap_ms > 0)
		p->gap_ms = sums_sum(p->gap_ms, e->gap_ms);
}

static void
add_money(struct money *m, const struct event *e)
{
	m->subscriptions += e->type == EVENT_SUBSCRIPTION;
	m->donations += e->type == EVENT_DONATION;
	if (e->type == EVENT_DONATION && e->amount > 0)
		m->amount = sums_sum(m->amount, e->amount);
}

/* Whether the message was counted before, as after a reconnect. */
static bool
is_repeat(struct recent *seen, struct str message_id)
{
	return message_id.n > 0 && !recent_add(seen, message_id);
}

static void
name_place(struct totals *l, struct place *p, const struct event *e)
{
	if (l->by == TOTALS_STREAM)
		sums_name(&p->stream_id, e->stream_id);
	sums_name(&p->channel_id, e->channel_id);
	sums_name(&p->channel, e->channel);
}

/* Who wrote, and under which name. */
static void
add_writer(struct totals *l, uint32_t group, const struct event *e,
    struct str nickname)
{
	uint64_t wrote = e->type == EVENT_CHAT;

	if (l->by == TOTALS_USER)
		group_add_nickname(l, group, nickname, wrote);
	else if (!message_id_shared(e->user_id))
		group_add_user(l, group, e->user_id, nickname, wrote);
	else if (l->by != TOTALS_NICK)
		group_add_nickname(l, group, nickname, wrote);
}

static void
add_message(struct totals *l, uint32_t group, const struct event *e,
    struct str nickname)
{
	struct sums *t = &l->groups[group];

	t->messages += e->type == EVENT_CHAT;
	if (e->type != EVENT_CHAT)
		add_money(group_money(l, t), e);
	sums_span(t, event_moment(e));
	add_writer(l, group, e, nickname);
}

/* By broadcast or channel. */
static void
add_to_place(struct totals *l, struct str key, const struct event *e)
{
	uint32_t group = group_of(l, key);
	struct place *place = l->more[l->groups[group].more - 1].place;

	if (is_message(e->type) && is_repeat(&place->seen, e->message_id))
		return;
	name_place(l, place, e);
	if (is_message(e->type))
		add_message(l, group, e, nfc(e->user, &l->composed));
	else
		add_link(place, e);
}

/* By user or nickname. */
static void
add_to_person(struct totals *l, struct str key, const struct event *e,
    struct str nickname)
{
	uint32_t group;

	if (key.n == 0 ||
	    (is_message(e->type) && is_repeat(&l->seen, e->message_id)))
		return;
	group = group_of(l, key);
	if (is_message(e->type))
		add_message(l, group, e, nickname);
	if (l->by == TOTALS_USER)
		group_name_user(l, &l->groups[group], nickname);
}

void
totals_add(struct totals *l, const struct event *e)
{
	struct str nickname;

	if (!is_message(e->type) && e->type != EVENT_LINK)
		return;
	if (l->by <= TOTALS_CHANNEL) {
		add_to_place(l,
		    key_of(l->by, e->stream_id, e->channel_id, e->user_id,
			e->user),
		    e);
		return;
	}
	nickname = nfc(e->user, &l->composed);
	add_to_person(l,
	    key_of(l->by, e->stream_id, e->channel_id, e->user_id, nickname), e,
	    nickname);
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

static void
merge_money(struct money *m, const struct stats *s)
{
	m->donations += counted(s->donations);
	m->subscriptions += counted(s->subscriptions);
	m->amount = sums_sum(m->amount, (int64_t)counted(s->donation_amount));
}

bool
totals_merge(struct totals *l, const struct stats *s)
{
	uint32_t group = group_of(
	    l, key_of(l->by, s->stream_id, s->channel_id, s->user_id, s->user));
	struct sums *t = &l->groups[group];

	if (l->by <= TOTALS_CHANNEL)
		merge_place(l->more[t->more - 1].place, s);
	if (s->donations > 0 || s->subscriptions > 0)
		merge_money(group_money(l, t), s);
	t->messages += counted(s->messages);
	/* Until the tallies say which were under the first nickname. */
	if (l->by == TOTALS_USER) {
		group_more(l, t)->elsewhere += counted(s->messages);
		group_name_user(l, t, s->user);
	}
	sums_span(t, s->first_at);
	sums_span(t, s->last_at);
	return merge_sketches(l, t, s);
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
	free(l->money);
	free(l->more);
	intern_free(&l->places);
	table_free(&l->table);
	memberships_free(&l->users);
	nicknames_free(&l->nicknames);
	arena_free(&l->texts);
	recent_free(&l->seen);
	buf_free(&l->composed);
}
