/* Counts people by the second of their last message. */
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "core/mem.h"
#include "term/company.h"

enum { FEW = 1024 }; /* who may be kept in vain */

static uint32_t
hash_of(const void *people, uint32_t i)
{
	return hash_number(((const struct company_person *)people)[i].who);
}

void
company_advance(struct company *c, int64_t sec)
{
	if (sec - c->now >= COMPANY_SEC) {
		memset(c->last, 0, sizeof c->last);
		c->people = 0;
		c->now = sec;
	}
	while (c->now < sec) {
		uint32_t *oldest = &c->last[++c->now % COMPANY_SEC];

		c->people -= *oldest;
		*oldest = 0;
	}
}

static bool
is_recent(const struct company *c, int64_t sec)
{
	return sec > c->now - COMPANY_SEC && sec <= c->now;
}

/* Forgets who wrote before, when they are half of all. */
static void
forget(struct company *c)
{
	uint32_t kept = 0;

	if (c->table.n < 2 * c->people + FEW)
		return;
	for (uint32_t i = 0; i < c->table.n; i++)
		if (is_recent(c, c->at[i].sec))
			c->at[kept++] = c->at[i];
	table_clear(&c->table);
	table_fill(&c->table, kept, hash_of, c->at);
}

static struct company_person *
person(struct company *c, uint64_t who)
{
	struct table_walk walk;
	uint32_t i;

	table_reserve(&c->table, 1, hash_of, c->at);
	walk = table_walk(&c->table, hash_number(who));
	while ((i = table_next(&walk)) != TABLE_NONE)
		if (c->at[i].who == who)
			return &c->at[i];
	i = table_put(&c->table, &walk);
	MEM_RESERVE(c->at, c->cap, (size_t)i + 1);
	c->at[i] = (struct company_person){ who, INT64_MIN };
	return &c->at[i];
}

void
company_add(struct company *c, int64_t sec, uint64_t who)
{
	struct company_person *p;

	if (!is_recent(c, sec))
		return;
	forget(c);
	p = person(c, who);
	if (p->sec >= sec)
		return;
	if (is_recent(c, p->sec)) {
		c->last[p->sec % COMPANY_SEC]--;
		c->people--;
	}
	p->sec = sec;
	c->last[sec % COMPANY_SEC]++;
	c->people++;
}

void
company_free(struct company *c)
{
	free(c->at);
	table_free(&c->table);
}
