/* table.h, hash.h: numbers, and strangers who choose the keys. */
#include "collide.h"
#include "core/hash.h"
#include "core/intern.h"
#include "core/random.h"
#include "crowd/people.h"
#include "tap.h"

enum { KEYS = 200000, SEEDS = 5 };

/* The slots that are looked at to find the number, and at most `*longest`. */
static uint32_t
probes(const struct table *t, uint32_t hash, uint32_t number, uint32_t *longest)
{
	uint32_t at = hash & t->mask, n = 1;

	for (; t->slots[at] != 0 && (t->slots[at] & t->mask) != number + 1; n++)
		at = (at + 1) & t->mask;
	*longest = n > *longest ? n : *longest;
	return n;
}

/* Half full at most, 1.5 are expected on average, some thirty at worst. */
static bool
is_short(uint64_t sum, uint32_t longest)
{
	return sum < 2 * (uint64_t)KEYS && longest < 100;
}

static struct str
crafted_text(uint32_t i, char out[8])
{
	return collide_text((uint64_t)i << 32 | 0x5eed, out);
}

static void
test_texts(void)
{
	char text[8];
	bool alike = true, short_ = true, in_order = true;

	for (uint32_t i = 0; i < KEYS; i++) {
		struct str s = crafted_text(i, text);

		alike &= (uint32_t)XXH3_64bits(s.p, s.n) == 0x5eed;
	}
	ok(alike, "200,000 texts whose XXH3 ends in the same 32 bits");
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct intern t = { 0 };
		uint64_t sum = 0;
		uint32_t longest = 0;

		hash_seed(seed);
		for (uint32_t i = 0; i < KEYS; i++)
			in_order &= intern_add(&t, crafted_text(i, text)) == i;
		for (uint32_t i = 0; i < KEYS; i++)
			sum += probes(
			    &t.table, hash_text(t.names[i]), i, &longest);
		short_ &= is_short(sum, longest);
		intern_free(&t);
	}
	ok(short_, "... have places of their own, whatever the key");
	ok(in_order, "... and numbers as they came");
}

/* An id of which id128_hash, that everybody knows, is `hash`. */
static struct id128
crafted_id(uint32_t i)
{
	const uint64_t hash = 0x5eed;
	uint64_t x = random_mix(i) | 1, h, low;

	h = x * UINT64_C(0x9e3779b97f4a7c15);
	low = (hash << 32) * collide_inverse(UINT64_C(0xd6e8feb86659fd93));
	low ^= h ^ h >> 32;
	return (struct id128){ x ^ low >> 32, low };
}

/* In even steps, as somebody who counts makes them. */
static struct id128
counted_id(uint32_t i)
{
	return (struct id128){ 7, (uint64_t)i << 20 };
}

/* Whether such ids have places of their own, and numbers as they came. */
static bool are_spread(struct id128 (*id_of)(uint32_t))
{
	bool good = true;

	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct people t = { 0 };
		uint64_t sum = 0;
		uint32_t longest = 0, number;

		hash_seed(seed);
		for (uint32_t i = 0; i < KEYS; i++) {
			struct id128 id = id_of(i);

			people_add(&t, &id, 1, &number);
			good &= number == i;
		}
		for (uint32_t i = 0; i < KEYS; i++)
			sum += probes(&t.table, hash_id(t.ids[i]), i, &longest);
		good &= is_short(sum, longest);
		people_free(&t);
	}
	return good;
}

static void
test_ids(void)
{
	bool alike = true;

	for (uint32_t i = 0; i < KEYS; i++)
		alike &= (uint32_t)id128_hash(crafted_id(i)) == 0x5eed;
	ok(alike, "200,000 ids of one hash that everybody can compute");
	ok(are_spread(crafted_id), "... have places of their own");
	ok(are_spread(counted_id), "ids in even steps too");
}

static void
test_empty(void)
{
	struct table t = { 0 };
	struct table_walk walk = table_walk(&t, 7);
	struct intern none = { 0 };

	ok(table_next(&walk) == TABLE_NONE, "nothing is in an empty table");
	table_warm(&t, &(uint32_t){ 7 }, 1, NULL, 8);
	table_clear(&t);
	table_free(&t);
	ok(intern_find(&none, STR("a")) == INTERN_NONE, "nor any text");
}

int
main(void)
{
	test_empty();
	test_texts();
	test_ids();
	return done_testing();
}
