/* Numbers users by their ids. */
#include <stdlib.h>

#include "core/hash.h"
#include "crowd/people.h"

struct people_text {
	struct str id;
	uint32_t number;
};

/* Stands in the high word of a text's entry; an id may happen to look the
 * same, so people_is_text asks `texts` too. */
static const uint64_t text_mark = UINT64_C(0x7465787420696473);

static uint32_t
hash_of(const void *people, uint32_t number)
{
	const struct people *t = people;
	struct id128 id = t->ids[number];

	return people_is_text(t, number) ? hash_text(t->texts[id.lo].id)
					 : hash_id(id);
}

static uint32_t
append(struct people *t, struct id128 id, const struct table_walk *end)
{
	if (t->n == t->cap) {
		MEM_RESERVE(t->ids, t->cap, (size_t)t->n + 1);
		mem_random(t->ids, t->cap * sizeof *t->ids);
	}
	t->ids[t->n++] = id;
	return table_put(&t->table, end);
}

static uint32_t
add_one(struct people *t, struct id128 id, uint32_t hash)
{
	struct table_walk walk = table_walk(&t->table, hash);
	uint32_t i;

	while ((i = table_next(&walk)) != TABLE_NONE)
		if (id128_eq(t->ids[i], id) && !people_is_text(t, i))
			return i;
	return append(t, id, &walk);
}

void
people_add(
    struct people *t, const struct id128 *ids, uint32_t n, uint32_t *numbers)
{
	uint32_t hash[TABLE_BATCH];

	while (n > 0) {
		uint32_t some = n < TABLE_BATCH ? n : TABLE_BATCH;

		table_reserve(&t->table, some, hash_of, t);
		for (uint32_t i = 0; i < some; i++)
			hash[i] = hash_id(ids[i]);
		table_warm(&t->table, hash, some, t->ids, sizeof *t->ids);
		for (uint32_t i = 0; i < some; i++)
			numbers[i] = add_one(t, ids[i], hash[i]);
		ids += some;
		numbers += some;
		n -= some;
	}
}

static uint32_t
append_text(struct people *t, struct str id, const struct table_walk *end)
{
	uint32_t place = t->n_texts;
	struct people_text *text;

	MEM_RESERVE(t->texts, t->texts_cap, (size_t)place + 1);
	text = &t->texts[place];
	text->id = (struct str){ arena_copy(&t->bytes, id.p, id.n), id.n };
	text->number = append(t, (struct id128){ text_mark, place }, end);
	t->n_texts++;
	return text->number;
}

uint32_t
people_add_text(struct people *t, struct str id)
{
	struct table_walk walk;
	uint32_t i;

	table_reserve(&t->table, 1, hash_of, t);
	walk = table_walk(&t->table, hash_text(id));
	while ((i = table_next(&walk)) != TABLE_NONE)
		if (people_is_text(t, i) &&
		    str_eq(t->texts[t->ids[i].lo].id, id))
			return i;
	return append_text(t, id, &walk);
}

bool
people_is_text(const struct people *t, uint32_t number)
{
	struct id128 id = t->ids[number];

	return id.hi == text_mark && id.lo < t->n_texts &&
	    t->texts[id.lo].number == number;
}

struct str
people_id(const struct people *t, uint32_t number, char digits[ID128_DIGITS])
{
	if (people_is_text(t, number))
		return t->texts[t->ids[number].lo].id;
	id128_put(digits, t->ids[number]);
	return (struct str){ digits, ID128_DIGITS };
}

static int
by_id(const void *left, const void *right, void *people)
{
	const struct people *t = people;
	uint32_t l = *(const uint32_t *)left, r = *(const uint32_t *)right;
	bool l_text = people_is_text(t, l), r_text = people_is_text(t, r);
	struct id128 a = t->ids[l], b = t->ids[r];

	if (l_text != r_text)
		return l_text ? 1 : -1;
	if (l_text)
		return str_cmp(t->texts[a.lo].id, t->texts[b.lo].id);
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return a.lo < b.lo ? -1 : a.lo > b.lo;
}

void
people_sort(const struct people *t, uint32_t *order)
{
	for (uint32_t i = 0; i < t->n; i++)
		order[i] = i;
	qsort_r(order, t->n, sizeof *order, by_id, (void *)t);
}

void
people_free(struct people *t)
{
	free(t->ids);
	free(t->texts);
	table_free(&t->table);
	arena_free(&t->bytes);
	*t = (struct people){ 0 };
}
