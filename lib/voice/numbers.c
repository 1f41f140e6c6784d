/* Reads numbers with their counters and units. */
#include <string.h>

#include "core/utf8.h"
#include "text/hangul.h"
#include "voice/numbers.h"

size_t
numbers_digits(struct str s, bool commas)
{
	size_t n = 0;

	for (;;) {
		while (n < s.n && aloud_is_digit((unsigned char)s.p[n]))
			n++;
		if (!commas || n == 0 || n + 3 >= s.n || s.p[n] != ',' ||
		    numbers_digits((struct str){ s.p + n + 1, 3 }, false) < 3 ||
		    (n + 4 < s.n && aloud_is_digit((unsigned char)s.p[n + 4])))
			return n;
		n += 4;
	}
}

static uint64_t
value_of(struct str digits)
{
	uint64_t value = 0;

	for (size_t i = 0; i < digits.n; i++)
		if (digits.p[i] != ',')
			value = value * 10 + (uint64_t)(digits.p[i] - '0');
	return value;
}

static size_t
count_digits(struct str digits)
{
	size_t n = 0;

	for (size_t i = 0; i < digits.n; i++)
		n += digits.p[i] != ',';
	return n;
}

/* Longer ones with commas are out of range, and without them no amounts. */
static bool
has_value(struct str digits)
{
	enum { WITH_COMMAS = 19, WITHOUT = 13 };
	size_t n = count_digits(digits);

	return n <= (n < digits.n ? WITH_COMMAS : WITHOUT) &&
	    (digits.n == 1 || (n > 0 && digits.p[0] != '0'));
}

void
numbers_put_sino(struct buf *out, struct str digits)
{
	if (has_value(digits))
		hangul_sino(out, value_of(digits));
	else
		hangul_digits(out, digits);
}

static bool
is_magnitude(uint32_t c)
{
	static const uint32_t names[] = { 0xC2ED /* 십 */, 0xBC31 /* 백 */,
		0xCC9C /* 천 */, 0xB9CC /* 만 */, 0xC5B5 /* 억 */,
		0xC870 /* 조 */, 0xACBD /* 경 */ };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (c == names[i])
			return true;
	return false;
}

size_t
numbers_magnitude(struct str s)
{
	size_t n = 0;

	while (is_magnitude(aloud_first(aloud_skip(s, n))))
		n += strlen("만");
	return n;
}

static size_t
fraction(struct str s)
{
	size_t n;

	if (s.n < 2 || s.p[0] != '.')
		return 0;
	n = numbers_digits(aloud_skip(s, 1), false);
	return n > 0 ? n + 1 : 0;
}

/* "3.5", and its name for a large number after it. */
static size_t
one_amount(struct str s, size_t *whole, size_t *part)
{
	*whole = numbers_digits(s, true);
	*part = *whole > 0 ? fraction(aloud_skip(s, *whole)) : 0;
	return *whole + *part;
}

/* 만 and the like after digits; not the 조 of 조각. */
static size_t
magnitude_at(const struct aloud *a, struct str s)
{
	size_t n = numbers_magnitude(s);
	unsigned native;
	bool either;

	return n > 0 && korean_counter(a->ko, s, &native, &either) > n ? 0 : n;
}

struct number
numbers_at(const struct aloud *a, struct str s)
{
	enum { MOST_PARTS = 5 };
	size_t whole, part, name, n = one_amount(s, &whole, &part);
	struct str digits = { s.p, n };
	struct number number = { .text = digits };

	number.plain = part == 0 && has_value(digits);
	number.value = number.plain ? value_of(digits) : 0;
	for (int i = 0; n > 0 && i < MOST_PARTS; i++) {
		if ((name = magnitude_at(a, aloud_skip(s, n))) == 0)
			break;
		number.plain = false;
		n += name;
		n += one_amount(aloud_skip(s, n), &whole, &part);
	}
	number.text.n = n;
	return number;
}

/* 일 is not said before 만, 천, 백 and 십 at the front. */
static bool
drops_one(struct str digits, struct str behind)
{
	return str_is(digits, "1") &&
	    (str_starts(behind, "만") || str_starts(behind, "천") ||
		str_starts(behind, "백") || str_starts(behind, "십"));
}

static void
put_amount(struct buf *out, struct str text)
{
	struct str s = text;

	while (s.n > 0) {
		size_t whole, part, n = one_amount(s, &whole, &part), name;
		struct str digits = { s.p, whole };

		if (whole > 0 &&
		    (s.p != text.p || !drops_one(digits, aloud_skip(s, whole))))
			numbers_put_sino(out, digits);
		if (part > 0) {
			buf_adds(out, " 점 ");
			hangul_decimals(
			    out, (struct str){ s.p + whole + 1, part - 1 });
		}
		name = numbers_magnitude(aloud_skip(s, n));
		buf_add(out, s.p + n, name);
		s = aloud_skip(s, n + name);
	}
}

void
numbers_put(struct buf *out, struct number n, unsigned native)
{
	uint64_t ones = n.value % 100;

	if (!n.plain || native == 0 || n.value == 0 ||
	    (n.value > native && (n.value < 100 || ones == 0 || ones > 9))) {
		put_amount(out, n.text);
	} else if (n.value <= native) {
		hangul_native(out, (unsigned)n.value);
	} else {
		hangul_sino(out, n.value - ones);
		hangul_native(out, (unsigned)ones);
	}
}

/* Whether a unit's name ends here, and does not go on as a word, nor belongs
 * to the number behind it: "€30 ¥500". */
static bool
ends_unit(const struct aloud *a, struct str unit, struct str behind)
{
	uint32_t next = aloud_first(behind);

	if (aloud_is_digit(next) && korean_has(a->ko, KOREAN_SIGNS, unit))
		return false;

	if (!aloud_is_latin((unsigned char)unit.p[unit.n - 1]) &&
	    !aloud_is_digit((unsigned char)unit.p[unit.n - 1]))
		return true;
	return !aloud_is_latin(next) && !aloud_is_digit(next);
}

static size_t
unit_at(const struct aloud *a, struct str s, struct str *said)
{
	size_t n = s.n + 1;

	while (
	    n > 0 && (n = korean_find(a->ko, KOREAN_UNITS, s, n - 1, said)) > 0)
		if (ends_unit(a, (struct str){ s.p, n }, aloud_skip(s, n)))
			return n;
	*said = (struct str){ 0 };
	return 0;
}

/* Most single letters apart from a number are no unit: "3 A팀". */
static bool
stands_apart(struct str unit)
{
	return unit.n > 1 || strchr("mgL%", unit.p[0]) != NULL;
}

/* After a counter that stands apart a word ends or a particle comes: not
 * the 시 of 시작. */
static bool
ends_counter(const struct aloud *a, struct str behind)
{
	return !aloud_is_syllable(aloud_first(behind)) ||
	    aloud_key(a, KOREAN_PARTICLES, behind) > 0;
}

struct follower
numbers_follower(const struct aloud *a, struct str s)
{
	struct follower f = { .gap = s.n > 0 && s.p[0] == ' ' };

	s = aloud_skip(s, f.gap);
	if ((f.n = unit_at(a, s, &f.unit)) > 0) {
		if (f.gap > 0 && !stands_apart((struct str){ s.p, f.n }))
			return (struct follower){ 0 };
		if (korean_counter(a->ko, f.unit, &f.native, &f.either) <
		    f.unit.n) /* 시속 is no 시 */
			f.native = 0;
		return f;
	}
	f.n = korean_counter(a->ko, s, &f.native, &f.either);
	if (f.gap > 0 && f.n > 0 && !ends_counter(a, aloud_skip(s, f.n)))
		return (struct follower){ 0 };
	return f;
}

/* A reading with its "_", or the number at its front. */
static void
put_in_place(struct buf *out, struct str reading, struct str number)
{
	const char *place = memchr(reading.p, '_', reading.n);
	size_t before = place != NULL ? (size_t)(place - reading.p) : 0;

	buf_add(out, reading.p, before);
	buf_str(out, number);
	if (place == NULL)
		buf_addc(out, ' ');
	buf_str(out, aloud_skip(reading, before + (place != NULL)));
}

void
numbers_put_measured(struct aloud *a, struct str number, struct follower f)
{
	if (f.unit.n > 0) {
		put_in_place(a->out, f.unit, number);
		a->at += f.gap + f.n;
		return;
	}
	buf_str(a->out, number);
	if (f.native > 0)
		buf_addc(a->out, ' ');
}

void
numbers_put_unit(struct aloud *a, size_t from)
{
	struct buf said = { 0 };

	buf_add(&said, a->out->p + from, a->out->n - from);
	a->out->n = from;
	numbers_put_measured(
	    a, buf_view(&said), numbers_follower(a, aloud_ahead(a)));
	buf_free(&said);
}

/* "제5권" and "제 5 권" are the fifth, and not five. */
static bool
is_ordinal(const struct aloud *a)
{
	return str_is(aloud_word_before(a), "제");
}

void
numbers_gap(struct aloud *a)
{
	if (!is_ordinal(a))
		aloud_gap(a);
}

/* Digits that are names, after 비밀번호 and before 학번. */
static bool
is_spelled(const struct aloud *a, struct number n)
{
	struct str behind = aloud_skip(aloud_rest(a), n.text.n);

	if (numbers_digits(n.text, false) < n.text.n)
		return false;
	return aloud_key(a, KOREAN_DIGITS_BEFORE, behind) > 0 ||
	    korean_has_word(a->ko, KOREAN_DIGITS_AFTER, aloud_word_before(a));
}

/* The last of some in a row: "1, 2편" are the first and the second; so is
 * what a fraction is of, "3분의 2 부분". */
static bool
is_listed(const struct aloud *a)
{
	size_t at = a->at;

	if (at > 0 && a->text.p[at - 1] == ' ')
		at--;
	if (at > 0 && a->text.p[at - 1] == ',')
		at--;
	return str_ends(aloud_word_before(a), "분의") ||
	    (at > 0 && at < a->at &&
		aloud_is_digit((unsigned char)a->text.p[at - 1]));
}

static bool
is_native_here(const struct aloud *a, struct follower f)
{
	if (is_ordinal(a) || is_listed(a) || aloud_is_latin(aloud_before(a)))
		return false;
	return !f.either ||
	    korean_has_word(a->ko, KOREAN_NATIVE_AFTER, aloud_word_before(a));
}

/* "05분" is 오분, and "06월" 유월. */
static bool
skip_zero(struct aloud *a)
{
	struct str s = aloud_ahead(a), behind;

	if (aloud_first(s) != '0' || numbers_digits(s, false) != 2)
		return false;
	behind = aloud_skip(s, 2);
	if (aloud_key(a, KOREAN_NO_ZERO, behind) == 0)
		return false;
	numbers_gap(a);
	if (str_starts(behind, "월")) {
		numbers_put_month(a, (unsigned)(s.p[1] - '0'));
		a->at += 2 + strlen("월");
		return true;
	}
	a->at++;
	return false;
}

bool
numbers_read(struct aloud *a)
{
	struct buf said = { 0 };
	struct number n;
	struct follower f;

	if (skip_zero(a))
		return true;
	n = numbers_at(a, aloud_rest(a));
	if (n.text.n == 0)
		return false;
	f = numbers_follower(
	    a, utf8_cut(aloud_skip(aloud_rest(a), n.text.n), ALOUD_AHEAD));
	if (!is_native_here(a, f))
		f.native = 0;
	if (is_spelled(a, n))
		hangul_digits(&said, n.text);
	else
		numbers_put(&said, n, f.native);
	numbers_gap(a);
	a->at += n.text.n;
	numbers_put_measured(a, buf_view(&said), f);
	buf_free(&said);
	return true;
}

void
numbers_put_month(struct aloud *a, unsigned month)
{
	struct buf written = { 0 };
	struct str said;

	buf_fmt(&written, "%u월", month);
	if (korean_find(a->ko, KOREAN_WORDS, buf_view(&written), written.n,
		&said) == written.n) {
		buf_str(a->out, said);
	} else {
		hangul_sino(a->out, month);
		buf_adds(a->out, "월");
	}
	buf_free(&written);
}
