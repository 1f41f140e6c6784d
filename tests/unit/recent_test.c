/* recent.h: ids are compared, not their hashes, and forgotten in time. */
#include "collide.h"
#include "core/recent.h"
#include "tap.h"

static void
test_recent(void)
{
	struct recent r = { .window = 100 };
	const uint64_t hash = UINT64_C(0x0123456789abcdef);
	char eight[8], sixteen[16], long_[400];
	struct str a = collide_text(hash, eight),
		   b = collide_long_text(hash, sixteen),
		   c = { long_, sizeof long_ };

	ok(XXH3_64bits(a.p, a.n) == hash && XXH3_64bits(b.p, b.n) == hash,
	    "two ids with one XXH3");
	ok(recent_add(&r, a) && recent_add(&r, b), "... are two");
	ok(!recent_add(&r, a) && !recent_add(&r, b), "... once each");
	memset(long_, 'x', sizeof long_);
	ok(recent_add(&r, c) && !recent_add(&r, c), "a long id is one");
	long_[399] = 'y';
	ok(recent_add(&r, c), "... and another one with another end");
	ok(recent_add(&r, STR("0123456789abcdef0123456789abcdef:1")) &&
		recent_add(&r, STR("0123456789abcdef0123456789abcdef:2")) &&
		recent_add(&r, STR("1123456789abcdef0123456789abcdef:1")) &&
		recent_add(&r, STR("0123456789abcdef0123456789abcdef")) &&
		recent_add(&r, STR("")) &&
		!recent_add(&r, STR("0123456789abcdef0123456789abcdef:1")),
	    "ids that begin with digits are compared in full");
	recent_free(&r);
}

/* Long ids leave in time too. */
static void
test_long(void)
{
	struct recent r = { .window = 100 };
	static char text[RECENT_LONG * 150];
	struct str id = { text, sizeof text };

	memset(text, 'x', sizeof text);
	ok(recent_add(&r, id) && !recent_add(&r, id), "a huge id is one");
	for (int i = 0; i < 3; i++) {
		text[0] = (char)('a' + i);
		recent_add(&r, id);
	}
	text[0] = 'x';
	ok(recent_add(&r, id), "... and soon forgotten");
	recent_free(&r);
}

static void
test_window(void)
{
	struct recent r = { .window = 100 };
	char text[16];
	bool fresh = true, known = true;

	for (int i = 0; i < 1000; i++) {
		int n = snprintf(text, sizeof text, "%d", i);

		fresh &= recent_add(&r, (struct str){ text, (size_t)n });
		if (i < 99)
			continue;
		n = snprintf(text, sizeof text, "%d", i - 99);
		known &= !recent_add(&r, (struct str){ text, (size_t)n });
	}
	ok(fresh, "a thousand ids are new");
	ok(known, "the last hundred are remembered");
	ok(recent_add(&r, STR("0")), "those long ago are not");
	recent_free(&r);
}

int
main(void)
{
	test_recent();
	test_long();
	test_window();
	return done_testing();
}
