/* id128.h: what is an id of 32 digits, and what number it is. */
#include "core/id128.h"
#include "tap.h"

static void
test_digits(void)
{
	struct id128 id = { 0 };
	char text[ID128_DIGITS];

	ok(id128_parse(STR("0123456789abcdeffedcba9876543210"), &id) &&
		id.hi == UINT64_C(0x0123456789abcdef) &&
		id.lo == UINT64_C(0xfedcba9876543210),
	    "32 digits are the number");
	id128_put(text, id);
	ok(memcmp(text, "0123456789abcdeffedcba9876543210", sizeof text) == 0,
	    "... and the number is the digits");
}

/* Each place with each character that is none of the digits. */
static void
test_others(void)
{
	char text[ID128_DIGITS + 1] = "0123456789abcdeffedcba9876543210";
	struct id128 id;
	int taken = 0, wrong = 0;

	for (size_t at = 0; at < ID128_DIGITS; at++) {
		char saved = text[at];

		for (int c = 0; c < 256; c++) {
			bool digit =
			    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');

			text[at] = (char)c;
			taken += digit;
			wrong += id128_parse((struct str){ text, ID128_DIGITS },
				     &id) != digit;
		}
		text[at] = saved;
	}
	ok(taken == 16 * ID128_DIGITS && wrong == 0,
	    "nothing else is a digit, wherever it stands");
	ok(!id128_parse((struct str){ text, ID128_DIGITS - 1 }, &id) &&
		!id128_parse(STR("0123456789abcdeffedcba98765432100"), &id) &&
		!id128_parse(STR(""), &id),
	    "nor are 31, 33 or none of them an id");
}

static void
test_hashes(void)
{
	ok(!id128_eq(id128_of(STR("a")), id128_of(STR("b"))) &&
		id128_eq(id128_of(STR("a")), id128_of(STR("a"))),
	    "a text has a number of its own");
}

int
main(void)
{
	test_digits();
	test_others();
	test_hashes();
	return done_testing();
}
