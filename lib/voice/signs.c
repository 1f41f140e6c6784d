/* Reads signs before and between numbers. */
#include <string.h>

#include "text/hangul.h"
#include "voice/figures.h"
#include "voice/letters.h"
#include "voice/numbers.h"
#include "voice/signs.h"

/* A sign, and how it is said with the number. */
struct sign {
	size_t n, gap; /* bytes; spaces after it */
	struct str said;
	const char *place; /* of the number, "_" or "@" */
};

/* Whether a sign may stand here: not inside a word or after a number. */
static bool
begins_here(const struct aloud *a, uint32_t first)
{
	uint32_t before = aloud_before(a);

	if (aloud_is_latin(before) || aloud_is_digit(before))
		return first >= 0x80 && !aloud_is_syllable(first);
	if (first == '+' || first == '-' || aloud_is_syllable(first))
		return !aloud_is_syllable(before) && before != ')';
	return true;
}

/* Whether a space may stand after it: "Lv. 5", not "- 5" and "x 5". */
static bool
is_word(const struct aloud *a, size_t n)
{
	unsigned char last = (unsigned char)aloud_rest(a).p[n - 1];

	return last == '.' || last >= 0x80 || (n > 1 && aloud_is_latin(last));
}

static bool
sign_at(const struct aloud *a, struct sign *sign)
{
	struct str s = aloud_ahead(a);
	size_t max = s.n;

	while ((sign->n = korean_find(
		    a->ko, KOREAN_SIGNS, s, max, &sign->said)) > 0) {
		struct str behind = aloud_skip(s, sign->n);

		max = sign->n - 1;
		sign->gap =
		    behind.n > 0 && behind.p[0] == ' ' && is_word(a, sign->n);
		if (!aloud_is_digit(
			aloud_first(aloud_skip(behind, sign->gap))) ||
		    !begins_here(a, aloud_first(s)))
			continue;
		sign->place = memchr(sign->said.p, '_', sign->said.n);
		if (sign->place == NULL)
			sign->place = memchr(sign->said.p, '@', sign->said.n);
		return sign->place != NULL;
	}
	return false;
}

/* "-5도" and "-5℃" are below zero. */
static bool
is_cold(const struct aloud *a, struct str s)
{
	struct str behind = aloud_skip(s, numbers_at(a, s).text.n);

	if (aloud_first(behind) == '~') { /* -5~3도 */
		behind = aloud_skip(behind, 1);
		behind = aloud_skip(behind, numbers_at(a, behind).text.n);
	}
	return aloud_key(a, KOREAN_COLD, behind) > 0;
}

/* The English number at the start of `s`, when nothing is counted with it;
 * its bytes. */
static size_t
english(const struct aloud *a, struct str s, struct str *said)
{
	struct number n = numbers_at(a, s);
	struct str behind = aloud_skip(s, n.text.n);

	if (!korean_has(a->ko, KOREAN_ENGLISH, n.text) ||
	    numbers_follower(a, behind).n > 0 ||
	    aloud_is_latin(aloud_first(behind)))
		return 0;
	return korean_find(a->ko, KOREAN_ENGLISH, n.text, n.text.n, said);
}

/* The number in its place, with what is said before and after it. */
static void
read_in_place(struct aloud *a, struct sign sign)
{
	size_t before = (size_t)(sign.place - sign.said.p), n = 0;
	struct str word = { 0 };

	aloud_gap(a);
	buf_add(a->out, sign.said.p, before);
	a->at += sign.n + sign.gap;
	if (*sign.place == '@')
		n = english(a, aloud_ahead(a), &word);
	if (n > 0) {
		buf_str(a->out, word);
		a->at += n;
	} else if (!figures_read(a)) {
		numbers_read(a);
	}
	buf_str(a->out, aloud_skip(sign.said, before + 1));
}

bool
signs_read(struct aloud *a)
{
	struct str s = aloud_ahead(a), word;
	struct sign sign;

	if (!sign_at(a, &sign) || letters_word(a) > sign.n)
		return false;
	/* 시즌 2 is English; 시즌 2024 is read as it stands. */
	s = aloud_skip(s, sign.n + sign.gap);
	if (aloud_is_syllable(aloud_first(aloud_rest(a))) &&
	    english(a, s, &word) == 0)
		return false;
	if (aloud_first(aloud_rest(a)) == '-' && is_cold(a, s)) {
		sign.said = STR("영하 _");
		sign.place = sign.said.p + sign.said.n - 1;
	}
	read_in_place(a, sign);
	return true;
}

/* The last character before this place that is no space. */
static uint32_t
before_spaces(const struct aloud *a)
{
	struct aloud back = *a;

	while (
	    back.at > 0 && a->text.p[back.at - 1] == ' ' && a->at - back.at < 2)
		back.at--;
	return aloud_before(&back);
}

/* "7-3=4" is a sum; without its result it is no minus: "2-1 스테이지". */
static bool
has_result(struct str behind)
{
	enum { NEAR = 24 };
	return memchr(behind.p, '=', behind.n < NEAR ? behind.n : NEAR) != NULL;
}

bool
signs_read_between(struct aloud *a)
{
	struct str s = aloud_ahead(a), said, behind;
	size_t n = korean_find(a->ko, KOREAN_OPERATORS, s, s.n, &said), gap;

	if (n == 0 || !aloud_is_digit(before_spaces(a)))
		return false;
	behind = aloud_skip(s, n);
	gap = behind.n > 0 && behind.p[0] == ' ';
	if (!aloud_is_digit(aloud_first(aloud_skip(behind, gap))))
		return false;
	if (s.p[0] == '-' && !has_result(behind)) {
		if (gap > 0)
			return false;
		said = STR("다시");
	}
	buf_fmt(a->out, " %.*s ", STR_ARG(said));
	a->at += n + gap;
	return true;
}

/* "a=b": a는 b, or 은 after a consonant. */
bool
signs_read_equals(struct aloud *a)
{
	struct str s = aloud_rest(a);
	uint32_t c;
	bool closed;

	if (aloud_first(s) != '=')
		return false;
	while (a->out->n > 0 && a->out->p[a->out->n - 1] == ' ')
		a->out->n--;
	closed = hangul_is_closed(a->out, &c);
	if (aloud_is_syllable(c))
		buf_adds(a->out, closed ? "은 " : "는 ");
	else
		buf_addc(a->out, ' ');
	while (a->at < a->text.n && a->text.p[a->at] == '=')
		a->at++;
	return true;
}
