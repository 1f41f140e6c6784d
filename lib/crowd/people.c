/* Numbers users by their ids. */
#include <stdlib.h>

#include "core/diag.h"
#include "crowd/people.h"

enum { BATCH = 64, FIRST_SLOTS = 1024 };

/* Stands in the high word of a text's entry; an id may happen to look the
 * same, so people_is_text asks `numbers` too. */
static const uint64_t text_mark = UINT64_C(0x7465787420696473);

/* A slot's two halves. */
static uint64_t
slot_of(uint64_t hash, uint32_t number)
{
	return hash << 32 | ((uint64_t)number + 1);
}

static uint32_t
number_in(uint64_t slot)
{
	return (uint32_t)slot - 1;
}

static void
grow_slots(struct people *t)
{
	size_t n = t->mask == 0 ? FIRST_SLOTS : (t->mask + 1) * 2;

	free(t->slots);
	t->slots = xcalloc(n, sizeof *t->slots);
	mem_random(t->slots, n * sizeof *t->slots);
	t->mask = n - 1;
	for (uint32_t i = 0; i < t->n; i++) {
		uint64_t hash = id128_hash(t->ids[i]);
		size_t at = hash & t->mask;

		if (people_is_text(t, i))
			continue;
		while (t->slots[at] != 0)
			at = (at + 1) & t->mask;
		t->slots[at] = slot_of(hash, i);
	}
}

static uint32_t
append(struct people *t, struct id128 id)
{
	if (t->n == UINT32_MAX - 1)
		diag_die(EXIT_SOME_FAILED, "more than 4,294,967,294 users");
	if (t->n == t->cap) {
		MEM_RESERVE(t->ids, t->cap, (size_t)t->n + 1);
		mem_random(t->ids, t->cap * sizeof *t->ids);
	}
	t->ids[t->n] = id;
	return t->n++;
}

/* The next slot from `at` on with this hash, or a free one.  Only the slots
 * are looked at, which lie side by side. */
static size_t
next_slot(const struct people *t, uint64_t hash, size_t at)
{
	while (t->slots[at] != 0 && t->slots[at] >> 32 != hash)
		at = (at + 1) & t->mask;
	return at;
}

static uint32_t
add_one(struct people *t, struct id128 id)
{
	uint64_t hash = id128_hash(id);
	size_t at = next_slot(t, hash, hash & t->mask);

	while (t->slots[at] != 0) {
		uint32_t i = number_in(t->slots[at]);

		if (t->ids[i].lo == id.lo && t->ids[i].hi == id.hi &&
		    !people_is_text(t, i))
			return i;
		at = next_slot(t, hash, (at + 1) & t->mask);
	}
	t->slots[at] = slot_of(hash, append(t, id));
	return t->n - 1;
}

/* Starts loading what add_one will look at: the slots, then the ids. */
static void
warm(const struct people *t, const struct id128 *ids, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		__builtin_prefetch(t->slots + (id128_hash(ids[i]) & t->mask));
	for (uint32_t i = 0; i < n; i++) {
		uint64_t hash = id128_hash(ids[i]);
		uint64_t slot = t->slots[next_slot(t, hash, hash & t->mask)];

		if (slot != 0)
			__builtin_prefetch(t->ids + number_in(slot));
	}
}

void
people_add(
    struct people *t, const struct id128 *ids, uint32_t n, uint32_t *numbers)
{
	while (n > 0) {
		uint32_t some = n < BATCH ? n : BATCH;

		/* At most three quarters full, so that runs stay short. */
		if (((size_t)t->n + some) * 4 > t->mask * 3)
			grow_slots(t);
		warm(t, ids, some);
		for (uint32_t i = 0; i < some; i++)
			numbers[i] = add_one(t, ids[i]);
		ids += some;
		numbers += some;
		n -= some;
	}
}

uint32_t
people_add_text(struct people *t, struct str id)
{
	uint32_t known = t->texts.n, place = intern_add(&t->texts, id);

	if (place == known) {
		MEM_RESERVE(t->numbers, t->numbers_cap, (size_t)place + 1);
		t->numbers[place] =
		    append(t, (struct id128){ text_mark, place });
	}
	return t->numbers[place];
}

bool
people_is_text(const struct people *t, uint32_t number)
{
	struct id128 id = t->ids[number];

	return id.hi == text_mark && id.lo < t->texts.n &&
	    t->numbers[id.lo] == number;
}

struct str
people_id(const struct people *t, uint32_t number, char digits[ID128_DIGITS])
{
	if (people_is_text(t, number))
		return t->texts.names[t->ids[number].lo];
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
		return str_cmp(t->texts.names[a.lo], t->texts.names[b.lo]);
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
	free(t->slots);
	free(t->numbers);
	intern_free(&t->texts);
	*t = (struct people){ 0 };
}
