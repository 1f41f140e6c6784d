/* Finds groups, and counts their users and nicknames. */
#include "totals/group.h"
#include "core/hash.h"
#include "record/message_id.h"

static struct sums *
append(struct totals *l)
{
	MEM_RESERVE(l->groups, l->cap, (size_t)l->n + 1);
	l->groups[l->n] = SUMS_INIT;
	return &l->groups[l->n++];
}

struct money *
group_money(struct totals *l, struct sums *t)
{
	if (t->money == 0) {
		MEM_RESERVE(l->money, l->money_cap, l->n_money + 1);
		l->money[l->n_money++] = (struct money){ 0 };
		t->money = (uint32_t)l->n_money;
	}
	return &l->money[t->money - 1];
}

struct more *
group_more(struct totals *l, struct sums *t)
{
	if (t->more == 0) {
		MEM_RESERVE(l->more, l->more_cap, l->n_more + 1);
		l->more[l->n_more++] = (struct more){ 0 };
		t->more = (uint32_t)l->n_more;
	}
	return &l->more[t->more - 1];
}

/* By broadcast or channel */

uint32_t
group_of_place(struct totals *l, struct str key)
{
	uint32_t number = intern_add(&l->places, key);

	if (number == l->n) {
		struct sums *t = append(l);

		group_more(l, t)->place = xcalloc(1, sizeof(struct place));
	}
	return number;
}

/* By user */

static uint32_t
hash_of_user(const void *groups, uint32_t i)
{
	return hash_id(((const struct sums *)groups)[i].user);
}

static bool
is_user(const struct totals *l, const struct sums *t, const struct who *w)
{
	struct str text = { 0 };

	if (!id128_eq(t->user, w->id))
		return false;
	if (t->more > 0)
		text = l->more[t->more - 1].id;
	return who_same_text(text, w->text);
}

static uint32_t
new_user(struct totals *l, const struct who *w)
{
	struct sums *t = append(l);

	t->user = w->id;
	if (w->text.p != NULL)
		group_more(l, t)->id =
		    (struct str){ arena_pack(&l->texts, w->text.p, w->text.n),
			    w->text.n };
	return l->n - 1;
}

static uint32_t
user_of(struct totals *l, const struct who *w, uint32_t hash)
{
	struct table_walk walk;
	uint32_t i;

	table_reserve(&l->table, 1, hash_of_user, l->groups);
	walk = table_walk(&l->table, hash);
	do
		i = table_next(&walk);
	while (i != TABLE_NONE && !is_user(l, &l->groups[i], w));
	if (i != TABLE_NONE)
		return i;
	table_put(&l->table, &walk);
	return new_user(l, w);
}

/* By nickname */

static uint32_t
hash_of_nickname(const void *groups, uint32_t i)
{
	return hash_text(brief_text(&((const struct sums *)groups)[i].name));
}

static uint32_t
nickname_of(struct totals *l, struct str nickname, uint32_t hash)
{
	struct table_walk walk;
	uint32_t i;

	table_reserve(&l->table, 1, hash_of_nickname, l->groups);
	walk = table_walk(&l->table, hash);
	do
		i = table_next(&walk);
	while (i != TABLE_NONE && !brief_is(&l->groups[i].name, nickname));
	if (i != TABLE_NONE)
		return i;
	table_put(&l->table, &walk);
	append(l)->name = brief_of(nickname, &l->texts);
	return l->n - 1;
}

uint32_t
group_hash(enum totals_by by, const struct summand *s)
{
	switch (by) {
	case TOTALS_USER:
		return hash_id(s->who.id);
	case TOTALS_NICK:
		return hash_text(s->nickname);
	default:
		return intern_hash(s->key);
	}
}

uint32_t
group_of_person(struct totals *l, const struct summand *s)
{
	return l->by == TOTALS_USER ? user_of(l, &s->who, s->key_hash)
				    : nickname_of(l, s->nickname, s->key_hash);
}

uint32_t
group_of(struct totals *l, struct str key)
{
	struct summand s = { .who = who_of(key), .nickname = key };

	if (l->by <= TOTALS_CHANNEL)
		return group_of_place(l, key);
	s.key_hash = group_hash(l->by, &s);
	return group_of_person(l, &s);
}

/* Looking ahead */

/* At the group. */

void
totals_far(const struct totals *l, struct summand *s)
{
	s->group = INTERN_NONE;
	if (s->type == EVENT_OTHER || l->approx)
		return;
	if (l->by <= TOTALS_CHANNEL) {
		intern_far(&l->places, s->key_hash);
		/* Another thread has read it. */
		mem_fetch(s->key.p, s->key.n);
	} else {
		table_warm_slot(&l->table, s->key_hash);
		recent_warm(&l->seen, s->id_hash);
	}
}

/* At its sums, and where its user is. */
void
totals_guess(const struct totals *l, struct summand *s)
{
	if (s->type == EVENT_OTHER || l->approx)
		return;
	s->group = l->by <= TOTALS_CHANNEL
	    ? intern_guess(&l->places, s->key_hash)
	    : table_guess(&l->table, s->key_hash);
	if (s->group == INTERN_NONE)
		return;
	mem_fetch(&l->groups[s->group], sizeof *l->groups);
	if (l->by != TOTALS_USER)
		memberships_far(&l->users, s->group, s->who.id);
}

/* At the user; a new one has a nickname to be found. */
void
totals_near(const struct totals *l, struct summand *s)
{
	const struct sums *t;

	s->fresh = false;
	if (s->group == INTERN_NONE || l->by == TOTALS_USER)
		return;
	s->fresh = !memberships_near(&l->users, s->group, s->who.id);
	if (l->by == TOTALS_NICK)
		return;
	t = &l->groups[s->group];
	intern_near(&l->places, s->group);
	recent_warm(&l->more[t->more - 1].place->seen, s->id_hash);
	if (s->fresh)
		nicknames_far(&l->nicknames, s->group, s->nickname);
}

/* At the nickname. */
void
totals_nearest(const struct totals *l, struct summand *s)
{
	if (s->group != INTERN_NONE && l->by <= TOTALS_CHANNEL && s->fresh)
		nicknames_near(&l->nicknames, s->group, s->nickname);
}

/* Counting */

void
group_name_user(struct totals *l, struct sums *t, struct str nickname)
{
	if (nickname.n == 0)
		return;
	if (brief_is(&t->name, nickname)) {
		if (t->more > 0)
			l->more[t->more - 1].last = (struct brief){ 0 };
	} else {
		struct brief *last = &group_more(l, t)->last;

		if (!brief_is(last, nickname))
			*last = brief_of(nickname, &l->texts);
	}
}

/* A nickname of a user, who is the group. */
static void
add_users_own(struct totals *l, uint32_t group, struct str nickname, uint64_t n)
{
	struct sums *t = &l->groups[group];
	struct nickname *other;
	bool fresh;

	if (t->name.n == 0 && nickname.n > 0)
		t->name = brief_of(nickname, &l->texts);
	if (nickname.n > 0 && brief_is(&t->name, nickname))
		return;
	group_more(l, t)->elsewhere += n;
	if (nickname.n == 0)
		return;
	other = nicknames_get(&l->nicknames, group, nickname, &fresh);
	other->n += (int64_t)n;
	group_more(l, t)->nicknames += fresh;
}

/* A nickname that counts for the group without one of its users. */
static void
add_nickname(struct totals *l, uint32_t group, struct str nickname, int64_t n)
{
	struct nickname *added;
	bool fresh;

	if (nickname.n == 0)
		return;
	added = nicknames_get(&l->nicknames, group, nickname, &fresh);
	added->n += n;
	group_more(l, &l->groups[group])->nicknames += fresh;
}

void
group_add_nickname(
    struct totals *l, uint32_t group, struct str nickname, uint64_t n)
{
	struct sums *t = &l->groups[group];

	if (!l->approx && l->by == TOTALS_USER)
		add_users_own(l, group, nickname, n);
	else if (!l->approx)
		add_nickname(l, group, nickname, (int64_t)n);
	else if (nickname.n > 0)
		sums_sketch(
		    &group_more(l, t)->nickname_sketch, id128_of(nickname));
}

/*
 * Counts the nickname that a user of a broadcast or channel had.  It need not
 * be looked up where it is the user's first: totals_settle gives that one all
 * of the user's messages, so what was under another is taken from it here.
 */
static void
add_worn(struct totals *l, const struct membership *m, struct str nickname,
    uint64_t n, bool fresh)
{
	bool first = brief_is(&m->name, nickname);
	uint32_t group = m->group;

	if (first && !fresh)
		return;
	add_nickname(l, group, nickname, first ? 0 : (int64_t)n);
	if (!first)
		add_nickname(l, group, brief_text(&m->name), -(int64_t)n);
}

void
group_add_user(struct totals *l, uint32_t group, struct who who,
    struct str nickname, uint64_t n)
{
	struct sums *t = &l->groups[group];
	struct membership *m;
	bool fresh;

	if (l->approx) {
		sums_sketch(&group_more(l, t)->user_sketch, who.id);
		if (l->by != TOTALS_NICK)
			group_add_nickname(l, group, nickname, n);
		return;
	}
	m = memberships_get(&l->users, group, who, &fresh);
	m->n += n;
	t->users += fresh;
	if (l->by == TOTALS_NICK)
		return;
	if (fresh)
		m->name = brief_of(nickname, &l->texts);
	add_worn(l, m, nickname, n, fresh);
}
