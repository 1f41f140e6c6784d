/* Reads ranges of numbers, and "~" elsewhere. */
#include <string.h>

#include "core/utf8.h"
#include "text/hangul.h"
#include "voice/figures.h"
#include "voice/numbers.h"
#include "voice/ranges.h"

/* Two numbers and what follows the second. */
struct range {
	struct number from, to;
	size_t between; /* bytes of the sign and the spaces around it */
	bool hyphen;
	struct str behind;
	struct follower follower;
};

static size_t
spaces(struct str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == ' ')
		n++;
	return n;
}

static bool
range_at(const struct aloud *a, struct range *r)
{
	struct str s = aloud_ahead(a);
	size_t gap;

	r->from = numbers_at(a, s);
	s = aloud_skip(s, r->from.text.n);
	gap = spaces(s);
	if (r->from.text.n == 0 || gap == s.n ||
	    (s.p[gap] != '~' && s.p[gap] != '-'))
		return false;
	r->hyphen = s.p[gap] == '-';
	r->between = gap + 1 + spaces(aloud_skip(s, gap + 1));
	s = aloud_skip(s, r->between);
	r->to = numbers_at(a, s);
	r->behind = aloud_skip(s, r->to.text.n);
	r->follower = numbers_follower(a, r->behind);
	return r->to.text.n > 0;
}

/* A hyphen is "from ... to" only where something is counted, upwards but for
 * the hours of a day. */
static bool
is_range(const struct aloud *a, const struct range *r)
{
	if (!r->hyphen)
		return true;
	if (r->between > 1 || !r->from.plain || !r->to.plain)
		return false;
	if (r->from.value >= r->to.value && !str_starts(r->behind, "시"))
		return false;
	return (r->follower.n > 0 && r->follower.gap == 0) ||
	    aloud_key(a, KOREAN_POINTS, r->behind) > 0 ||
	    aloud_key(a, KOREAN_RANGES, r->behind) > 0;
}

/* The magnitude that both have when it stands after the second, 3~4만;
 * takes it off. */
static struct str
common_magnitude(const struct aloud *a, struct number *to)
{
	size_t n = numbers_digits(to->text, false);
	struct str name = aloud_skip(to->text, n);

	if (n == 0 || name.n == 0 || numbers_magnitude(name) < name.n)
		return (struct str){ 0 };
	*to = numbers_at(a, (struct str){ to->text.p, n });
	return name;
}

/* 20 as 2 and 1, 300 as 3 and 2; false for numbers of more than one digit
 * that is not 0. */
static bool
round_number(struct number n, unsigned *digit, unsigned *zeros)
{
	uint64_t value = n.value;

	if (!n.plain || value == 0)
		return false;
	for (*zeros = 0; value % 10 == 0; value /= 10)
		++*zeros;
	*digit = (unsigned)value;
	return value < 10;
}

/* "2~3" as 두세, "20~30" and "2~30" as 이삼십; false when they are no
 * neighbours. */
static bool
put_about(const struct aloud *a, struct buf *said, struct range r)
{
	static const char *const places[] = { "", "십", "백", "천" };
	struct str name = common_magnitude(a, &r.to), words;
	unsigned from, to, zeros, same;
	enum korean_table table;
	char pair[] = "1~2";

	if (!round_number(r.from, &from, &same) ||
	    !round_number(r.to, &to, &zeros) || zeros > 3 ||
	    (zeros != same && same != 0) || (zeros > 0 && name.n > 0))
		return false;
	if (zeros == same && zeros > 0 && from == 1) /* not 일이십 */
		return false;
	table = r.follower.native > 0 && zeros == 0 && name.n == 0
	    ? KOREAN_ABOUT_NATIVE
	    : KOREAN_ABOUT_SINO;
	pair[0] = (char)('0' + from);
	pair[2] = (char)('0' + to);
	if (korean_find(a->ko, table, str_of(pair), 3, &words) < 3)
		return false;
	buf_str(said, words);
	buf_adds(said, places[zeros]);
	buf_str(said, name);
	return true;
}

static bool
read_about(struct aloud *a, const struct range *r)
{
	struct buf said = { 0 };
	bool found =
	    r->follower.n > 0 || aloud_is_syllable(aloud_first(r->behind));

	if (found && (found = put_about(a, &said, *r))) {
		numbers_gap(a);
		a->at += r->from.text.n + r->between + r->to.text.n;
		numbers_put_measured(a, buf_view(&said), r->follower);
	}
	buf_free(&said);
	return found;
}

/* "세 개에서 ", and on to the second number. */
static void
read_from(struct aloud *a, const struct range *r, struct str counter)
{
	unsigned native = r->follower.either ? 0 : r->follower.native;

	numbers_gap(a);
	if (str_is(counter, "월") && r->from.plain && r->from.value <= 12) {
		numbers_put_month(a, (unsigned)r->from.value);
	} else {
		numbers_put(a->out, r->from, native);
		if (counter.n > 0 && native > 0)
			buf_addc(a->out, ' ');
		buf_str(a->out, counter);
	}
	buf_adds(a->out, "에서 ");
	a->at += r->from.text.n + r->between;
}

bool
ranges_read(struct aloud *a)
{
	struct range r;
	struct str counter = { 0 };

	if (!range_at(a, &r) || !is_range(a, &r))
		return false;
	counter.n = aloud_key(a, KOREAN_POINTS, r.behind);
	counter.p = r.behind.p;
	if (r.follower.gap + r.follower.n > counter.n) /* 시간, not 시 */
		counter.n = 0;
	if (counter.n == 0 && read_about(a, &r))
		return true;
	/* 세에서 다섯 개 is not said: 세 개에서 다섯 개. */
	if (counter.n == 0 && r.follower.native > 0 && !r.follower.either &&
	    r.follower.unit.n == 0)
		counter =
		    (struct str){ r.behind.p + r.follower.gap, r.follower.n };
	read_from(a, &r, counter);
	return true;
}

/* What is counted by the number before this place: absent when there is no
 * number, empty when it stands right here. */
static struct str
counted_before(const struct aloud *a)
{
	enum { LONGEST = 12 };
	size_t n = 0, end = a->at;

	while (end > 0 && a->at - end < 2 && a->text.p[end - 1] == ' ')
		end--;
	while (n < end && n < LONGEST) {
		unsigned char c = (unsigned char)a->text.p[end - n - 1];

		if (aloud_is_digit(c))
			return (struct str){ a->text.p + end - n, n };
		if (c < 0x80 && !aloud_is_latin(c) && c != '%')
			break;
		n++;
	}
	return (struct str){ 0 };
}

static bool
may_begin(uint32_t before)
{
	return before == 0 || before == ' ' || before == '(' || before == '\n';
}

/* "~10시" is until ten o'clock. */
static void
read_until(struct aloud *a)
{
	size_t n;

	a->at++;
	if (!figures_read(a))
		numbers_read(a);
	n = aloud_key(a, KOREAN_POINTS, aloud_ahead(a));
	if (n == 0)
		n = aloud_key(a, KOREAN_RANGES, aloud_ahead(a));
	buf_add(a->out, aloud_rest(a).p, n);
	a->at += n;
	if (!str_starts(aloud_rest(a), "까지"))
		buf_adds(a->out, "까지");
}

/* "월요일~금요일": a word of [spans] before, a syllable right after. */
static bool
is_span(const struct aloud *a, struct str behind)
{
	struct str word = aloud_word_before(a);

	if (!aloud_is_syllable(aloud_first(behind)) || aloud_before(a) == ' ')
		return false;
	for (size_t n = 3; n <= word.n && n <= 12; n += 3)
		if (korean_has(
			a->ko, KOREAN_SPANS, aloud_skip(word, word.n - n)))
			return true;
	return false;
}

static void
trim(struct buf *out)
{
	while (out->n > 0 && out->p[out->n - 1] == ' ')
		out->n--;
}

/* "8시~", "8/1~". */
static bool
is_from(const struct aloud *a, struct str counted)
{
	return counted.p != NULL &&
	    (counted.n == 0 || korean_has(a->ko, KOREAN_FROM, counted));
}

/* "정~말": within a word, after its first syllable. */
static bool
is_inside(const struct aloud *a)
{
	struct aloud before = *a;

	if (!aloud_is_syllable(aloud_before(a)) ||
	    !aloud_is_syllable(aloud_first(aloud_skip(aloud_rest(a), 1))))
		return false;
	before.at -= strlen("정");
	return !aloud_is_syllable(aloud_before(&before));
}

bool
ranges_read_tilde(struct aloud *a)
{
	struct str rest = aloud_ahead(a), counted = counted_before(a);
	uint32_t next;

	if (aloud_first(rest) != '~')
		return false;
	rest = aloud_skip(rest, 1);
	next = aloud_first(aloud_skip(rest, spaces(rest)));
	if (is_span(a, rest) ||
	    (is_from(a, counted) && aloud_is_syllable(aloud_first(rest)))) {
		buf_adds(a->out, "에서 ");
	} else if ((counted.p != NULL || aloud_before(a) == ')') &&
	    aloud_is_digit(next)) {
		trim(a->out);
		buf_adds(a->out, "에서 ");
	} else if (counted.p == NULL && aloud_is_digit(aloud_first(rest)) &&
	    may_begin(aloud_before(a))) {
		read_until(a);
		return true;
	} else if (is_from(a, counted) && next != '~' &&
	    aloud_before(a) != ' ') {
		buf_adds(a->out, "부터");
	} else if (next != '~') {
		if (hangul_lengthen(a->out) && !is_inside(a))
			buf_addc(a->out, ' ');
	}
	a->at++;
	return true;
}
