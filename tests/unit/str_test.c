/* str.h, utf8.h and num.h: texts, characters and numbers. */
#include <math.h>
#include <stdlib.h>

#include "core/num.h"
#include "core/str.h"
#include "core/utf8.h"
#include "tap.h"

static void
test_cut(void)
{
	struct str rest = STR("a,,b");

	ok(str_is(str_cut(&rest, ','), "a"), "the first piece");
	ok(str_is(str_cut(&rest, ','), ""), "an empty piece");
	ok(str_is(str_cut(&rest, ','), "b"), "the last piece");
	ok(rest.p == NULL, "nothing is left behind the last piece");
}

/* Lines off a buffer that grows. */
static void
test_lines(void)
{
	struct buf b = { 0 };
	struct str rest, line;

	buf_adds(&b, "a\n\nb");
	rest = buf_view(&b);
	ok(str_line(&rest, &line) && str_is(line, "a"), "the first line");
	ok(str_line(&rest, &line) && line.n == 0, "an empty one");
	ok(!str_line(&rest, &line), "one without its end is none yet");
	buf_keep(&b, rest);
	buf_adds(&b, "c\n");
	rest = buf_view(&b);
	ok(str_line(&rest, &line) && str_is(line, "bc"), "... until it comes");
	ok(!str_line(&rest, &line) && rest.n == 0, "... and nothing is left");
	buf_keep(&b, rest);
	ok(b.n == 0, "... in the buffer either");
	buf_free(&b);
}

static void
test_unquoted(void)
{
	ok(str_is(str_unquoted(STR("\"a'b\"")), "a'b"), "without its quotes");
	ok(str_is(str_unquoted(STR("'a\"")), "'a\""), "... when they match");
	ok(str_is(str_unquoted(STR("\"")), "\""), "one quote is not two");
}

static void
test_utf8(void)
{
	struct buf shown = { 0 };

	ok(utf8_valid(STR("한글 😀")) == strlen("한글 😀"), "Hangul and emoji");
	ok(utf8_valid(STR("a\xC0\xAF")) == 1, "an overlong form is invalid");
	ok(utf8_valid(STR("\xED\xA0\x80")) == 0, "a surrogate is invalid");
	ok(utf8_valid(STR("\xF4\x90\x80\x80")) == 0, "above U+10FFFF");
	ok(utf8_valid(STR("\xEF\xBF\xBD")) == 3, "U+FFFD itself is valid");
	ok(utf8_cut(STR("가나"), 4).n == 3, "a cut spares the character");
	utf8_show(&shown, STR("a\x1b]0;\xFF"), 60);
	is_text(buf_text(&shown), "a\\u001b]0;\xEF\xBF\xBD",
	    "control characters are shown, not sent");
	buf_free(&shown);
}

static const char *
real(double value)
{
	static char text[NUM_REAL_MAX + 1];

	text[num_put_real(text, value)] = '\0';
	return text;
}

/* How many bytes make an integer behind a digit. */
static int
count_digits(void)
{
	int n = 0;

	for (int c = 1; c < 256; c++) {
		char text[] = { '4', (char)c };
		int64_t value;

		if (num_int((struct str){ text, sizeof text }, &value))
			n += value == 40 + c - '0' ? 1 : 100;
	}
	return n;
}

static void
test_numbers(void)
{
	int64_t value;
	size_t size;
	double d;

	ok(num_int(STR("-9223372036854775808"), &value) && value == INT64_MIN,
	    "the smallest integer");
	ok(!num_int(STR("9223372036854775808"), &value), "one too many");
	ok(count_digits() == 10, "ten digits");
	ok(!num_int(STR("12a"), &value) && !num_int(STR(""), &value) &&
		!num_int(STR("-"), &value),
	    "no rest, not nothing");
	ok(num_size(STR("64Ki"), &size) && size == 65536, "64Ki bytes");
	ok(!num_size(STR("64q"), &size), "an unknown unit");
	ok(num_real(STR("-0.333333"), &d) && d == -0.333333 &&
		num_real(STR("123456789012345.678"), &d) &&
		d == 123456789012345.678 && num_real(STR("-0"), &d) &&
		signbit(d) != 0,
	    "decimals, as the compiler reads them");
	ok(!num_real(STR("1.2.3"), &d) && !num_real(STR("."), &d) &&
		!num_real(STR("-"), &d) && !num_real(STR("1 "), &d),
	    "no other text");
	ok(num_real(STR("1e3"), &d) && d == 1000.0, "an exponent");
	ok(!num_real(STR("nan"), &d) && !num_real(STR("0x1"), &d), "not nan");
	is_text(real(0.1), "0.1", "a short decimal stays short");
	is_text(real(-0.05), "-0.05", "a negative one with a zero");
	is_text(real(12), "12", "a whole number has no point");
	is_text(real(100.0 / 3), "33.333333333333336",
	    "the shortest that reads "
	    "back");
	is_text(real(1e300), "1e+300", "a large one");
}

int
main(void)
{
	test_cut();
	test_lines();
	test_unquoted();
	test_utf8();
	test_numbers();
	return done_testing();
}
