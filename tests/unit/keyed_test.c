/* keyed.h: a thing for each text, by number too. */
#include "core/keyed.h"
#include "tap.h"

/* In steps: nothing before there is a key, then what keyed_find says. */
static void
test_steps(void)
{
	struct keyed k = { .size = sizeof(int) };
	uint32_t hash = intern_hash(STR("k500"));
	bool right = true, fresh;
	char key[16];

	keyed_far(&k, hash);
	ok(keyed_guess(&k, hash) == INTERN_NONE &&
		!keyed_is(&k, INTERN_NONE, STR("k500")),
	    "no guess among none");
	for (int i = 0; i < 1000; i++)
		keyed_get(&k,
		    (struct str){
			key, (size_t)snprintf(key, sizeof key, "k%d", i) },
		    &fresh);
	for (uint32_t i = 0; i < k.n; i++) {
		struct str s = keyed_key(&k, i);
		uint32_t guess;

		keyed_far(&k, intern_hash(s));
		guess = keyed_guess(&k, intern_hash(s));
		keyed_near(&k, guess);
		right &= keyed_is(&k, keyed_find(&k, s), s) &&
		    keyed_is(&k, guess, s) == (guess == i);
	}
	ok(right, "a guess is right or known to be wrong");
	keyed_free(&k);
}

int
main(void)
{
	struct keyed k = { .size = sizeof(int) };
	char key[16];
	bool fresh, all_fresh = true, zero = true, kept = true;

	for (int i = 0; i < 1000; i++) {
		struct str s = { key,
			(size_t)snprintf(key, sizeof key, "k%d", i) };
		int *thing = keyed_get(&k, s, &fresh);

		all_fresh &= fresh;
		zero &= *thing == 0;
		*thing = i;
	}
	ok(all_fresh && zero && k.n == 1000, "a new thing is all zeros");
	ok(*(int *)keyed_get(&k, STR("k7"), &fresh) == 7 && !fresh,
	    "the next time it is what it became");
	for (uint32_t i = 0; i < k.n; i++)
		kept &= *(int *)keyed_nth(&k, i) == (int)i;
	ok(kept, "they stand in order of arrival");
	ok(str_is(keyed_key(&k, 999), "k999") &&
		keyed_number(&k, keyed_nth(&k, 999)) == 999,
	    "... with their keys and numbers");
	keyed_free(&k);
	keyed_get(&k, STR("k7"), &fresh);
	ok(fresh && k.n == 1, "all can be forgotten, and others kept");
	keyed_free(&k);
	test_steps();
	return done_testing();
}
