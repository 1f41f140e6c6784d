/* keyed.h: a thing for each text, by number too. */
#include "core/keyed.h"
#include "tap.h"

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
	return done_testing();
}
