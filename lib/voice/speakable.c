#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/utf8.h"
#include "text/hangul.h"
#include "voice/speakable.h"

/* Most of a character in a row that is still said. */
enum { MOST_REPEATS = 3 };

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct str
skip(struct str s, size_t n)
{
	return (struct str){ s.p + n, s.n - n };
}

/* The length of a Chzzk emoji code, "{:name:}", at the start of `s`; or 0. */
static size_t
emoji_code(struct str s)
{
	const char *end;

	if (!str_starts(s, "{:"))
		return 0;
	end = memmem(s.p + 2, s.n - 2, ":}", 2);
	if (end == NULL || end == s.p + 2)
		return 0;
	for (const char *p = s.p + 2; p < end; p++)
		if (is_space(*p) || *p == '}')
			return 0;
	return (size_t)(end + 2 - s.p);
}

/* The length of a link at the start of `s`; or 0. */
static size_t
link_length(struct str s)
{
	size_t n = 0;

	if (!str_starts(s, "http://") && !str_starts(s, "https://") &&
	    !str_starts(s, "www."))
		return 0;
	while (n < s.n && (unsigned char)s.p[n] > ' ' &&
	    (unsigned char)s.p[n] < 0x7F)
		n++;
	return n;
}

/* Emoji codes and links, which only bytes can tell. */
static void
drop_codes(struct buf *out, struct str s)
{
	while (s.n > 0) {
		size_t n;

		if ((n = emoji_code(s)) > 0)
			buf_addc(out, ' ');
		else if ((n = link_length(s)) > 0)
			buf_adds(out, " 링크 ");
		else
			buf_add(out, s.p, n = 1);
		s = skip(s, n);
	}
}

static bool
is_pronounceable(uint32_t c)
{
	if (c < 0x80)
		return isalnum((int)c) || strchr(" .,!?%$+~&'-:", (int)c);
	if (c == 0x20A9 || c == 0xFFE6) /* won signs */
		return true;
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_PO:
	case UTF8PROC_CATEGORY_ZS:
		/* Variation selectors and the keycap are marks of emoji. */
		return !(c >= 0xFE00 && c <= 0xFE0F) && c != 0x20E3;
	default:
		return false;
	}
}

/* NFC, and only what a voice can say; the rest becomes spaces. */
static void
keep_pronounceable(struct buf *out, struct str s)
{
	utf8proc_uint8_t *composed = NULL;
	utf8proc_ssize_t n =
	    utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n,
		&composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	struct str rest =
	    n < 0 ? s : (struct str){ (const char *)composed, (size_t)n };

	while (rest.n > 0) {
		uint32_t c;
		size_t len = utf8_next(rest, &c);

		if (c != UTF8_REPLACEMENT && is_pronounceable(c))
			buf_add(out, rest.p, len);
		else
			buf_addc(out, ' ');
		rest = skip(rest, len);
	}
	free(composed);
}

/* Lone letters that stand for words. */
static const struct {
	const char *letters, *words;
} slang[] = {
	{ "ㄱㅅ", "감사" },
	{ "ㅇㅇ", "응" },
	{ "ㄴㄴ", "노노" },
	{ "ㅊㅋ", "축하" },
	{ "ㅇㅈ", "인정" },
	{ "ㄹㅇ", "리얼" },
	{ "ㅂㅂ", "바이바이" },
	{ "ㄱㄱ", "고고" },
	{ "ㅎㅇ", "하이" },
	{ "ㅋㅋ", "하하" },
	{ "ㅎㅎ", "하하" },
};

/* The bytes of a run of lone letters at the start of `s`. */
static size_t
letter_run(struct str s)
{
	struct str rest = s;

	while (rest.n > 0) {
		uint32_t c;
		size_t len = utf8_next(rest, &c);

		if (!hangul_is_letter(c))
			break;
		rest = skip(rest, len);
	}
	return s.n - rest.n;
}

static void
put_slang(struct buf *out, struct str run)
{
	for (size_t i = 0; i < sizeof slang / sizeof *slang; i++)
		if (str_starts(run, slang[i].letters)) {
			buf_fmt(out, " %s ", slang[i].words);
			return;
		}
	buf_addc(out, ' ');
}

static void
say_slang(struct buf *out, struct str s)
{
	while (s.n > 0) {
		size_t run = letter_run(s);
		uint32_t c;

		if (run > 0) {
			put_slang(out, (struct str){ s.p, run });
		} else {
			run = utf8_next(s, &c);
			buf_add(out, s.p, run);
		}
		s = skip(s, run);
	}
}

/* How often the `unit` bytes at the start of `s` follow one another. */
static size_t
repeats(struct str s, size_t unit)
{
	size_t n = 1;

	while ((n + 1) * unit <= s.n && memcmp(s.p, s.p + n * unit, unit) == 0)
		n++;
	return n;
}

/* The bytes of the first `count` characters of `s`, 0 when it is shorter. */
static size_t
characters(struct str s, int count)
{
	size_t n = 0;
	uint32_t c;

	for (int i = 0; i < count; i++) {
		if (n >= s.n)
			return 0;
		n += utf8_next(skip(s, n), &c);
	}
	return n;
}

/* Marks are said once, characters and pairs of them a few times. */
static void
shorten_repeats(struct buf *out, struct str s)
{
	while (s.n > 0) {
		size_t one = characters(s, 1), two = characters(s, 2);
		size_t times = repeats(s, one);
		bool mark = ispunct((unsigned char)s.p[0]) != 0;
		bool digit = isdigit((unsigned char)s.p[0]) != 0;

		if (times == 1 && two > 0 && !digit &&
		    repeats(s, two) > MOST_REPEATS) {
			times = repeats(s, two);
			one = two;
		}
		for (size_t i = 0; i < times; i++)
			if (digit || i < (mark ? 1 : MOST_REPEATS))
				buf_add(out, s.p, one);
		s = skip(s, times * one);
	}
}

/* What stands behind a number and how it is counted and said. */
static const struct unit {
	const char *written, *said;
	bool native;
} units[] = {
	{ "개월", "개월", false },
	{ "시간", "시간", true },
	{ "개", "개", true },
	{ "명", "명", true },
	{ "살", "살", true },
	{ "시", "시", true },
	{ "마리", "마리", true },
	{ "잔", "잔", true },
	{ "병", "병", true },
	{ "곡", "곡", true },
	{ "판", "판", true },
	{ "달", "달", true },
	{ "%", "퍼센트", false },
	{ "kg", "킬로그램", false },
	{ "km", "킬로미터", false },
	{ "cm", "센티미터", false },
	{ "mm", "밀리미터", false },
	{ "ms", "밀리초", false },
	{ "GB", "기가바이트", false },
	{ "MB", "메가바이트", false },
	{ "fps", "프레임", false },
};

static const struct unit *
unit_at(struct str s)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (str_starts(s, units[i].written))
			return &units[i];
	return NULL;
}

/* Digits at the start of `s`; with `commas` also "12,000". */
static size_t
digit_run(struct str s, bool commas)
{
	size_t n = 0;

	while (n < s.n) {
		bool group = commas && s.p[n] == ',' && n > 0 && n + 3 < s.n &&
		    isdigit((unsigned char)s.p[n + 1]) &&
		    isdigit((unsigned char)s.p[n + 2]) &&
		    isdigit((unsigned char)s.p[n + 3]);

		if (!isdigit((unsigned char)s.p[n]) && !group)
			break;
		n++;
	}
	return n;
}

/* A whole number of at most 16 digits; longer ones are said as digits. */
static bool
whole(struct str digits, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < digits.n; i++)
		if (digits.p[i] != ',')
			*value = *value * 10 + (uint64_t)(digits.p[i] - '0');
	return digits.n <= 20 && (digits.p[0] != '0' || digits.n == 1);
}

static void
say_whole(struct buf *out, struct str digits, const struct unit *unit)
{
	uint64_t value;

	if (!whole(digits, &value))
		hangul_digits(out, digits);
	else if (unit != NULL && unit->native && value >= 1 && value <= 99)
		hangul_native(out, (unsigned)value);
	else
		hangul_sino(out, value);
}

/* A number at the start of `s` with its fraction and unit; the bytes taken. */
static size_t
say_number(struct buf *out, struct str s)
{
	size_t n = digit_run(s, true), fraction = 0;
	const struct unit *unit;

	if (n + 1 < s.n && s.p[n] == '.')
		fraction = digit_run(skip(s, n + 1), false);
	unit = unit_at(skip(s, n + (fraction > 0 ? fraction + 1 : 0)));
	say_whole(out, (struct str){ s.p, n }, fraction > 0 ? NULL : unit);
	if (fraction > 0) {
		buf_adds(out, " 점 ");
		hangul_digits(out, (struct str){ s.p + n + 1, fraction });
		n += fraction + 1;
	}
	if (unit != NULL) {
		buf_fmt(out, " %s", unit->said);
		n += strlen(unit->written);
	}
	return n;
}

/* "$5" and "₩5,000": the sign is said behind the number. */
static size_t
say_price(struct buf *out, struct str s)
{
	static const struct {
		const char *sign, *said;
	} signs[] = { { "$", " 달러" }, { "₩", " 원" }, { "￦", " 원" } };

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		size_t n = strlen(signs[i].sign);

		if (!str_starts(s, signs[i].sign) || s.n == n ||
		    !isdigit((unsigned char)s.p[n]))
			continue;
		n += say_number(out, skip(s, n));
		buf_adds(out, signs[i].said);
		return n;
	}
	return 0;
}

/* A word of two to five capitals is spelled, "OBS"; the bytes taken. */
static size_t
say_capitals(struct buf *out, struct str s)
{
	size_t n = 0;

	while (n < s.n && isupper((unsigned char)s.p[n]))
		n++;
	if (n < 2 || n > 5 || (n < s.n && islower((unsigned char)s.p[n])))
		return 0;
	for (size_t i = 0; i < n; i++)
		hangul_letter(out, s.p[i]);
	return n;
}

static bool
inside_latin(const struct buf *out)
{
	return out->n > 0 && isalpha((unsigned char)out->p[out->n - 1]);
}

static void
say_numbers(struct buf *out, struct str s)
{
	while (s.n > 0) {
		size_t n = say_price(out, s);

		if (n == 0 && isdigit((unsigned char)s.p[0]))
			n = say_number(out, s);
		if (n == 0 && !inside_latin(out))
			n = say_capitals(out, s);
		if (n == 0)
			buf_add(out, s.p, n = 1);
		s = skip(s, n);
	}
}

/* Single spaces, none at the ends. */
static void
squeeze(struct buf *out, struct str s)
{
	size_t start = out->n;

	for (size_t i = 0; i < s.n; i++)
		if (!is_space(s.p[i]))
			buf_addc(out, s.p[i]);
		else if (out->n > start && out->p[out->n - 1] != ' ')
			buf_addc(out, ' ');
	if (out->n > start && out->p[out->n - 1] == ' ')
		out->n--;
}

/* Something other than marks and spaces. */
static bool
has_words(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80 ||
		    isalnum((unsigned char)s.p[i]))
			return true;
	return false;
}

void
speakable(struct buf *out, struct str text)
{
	static void (*const steps[])(struct buf *, struct str) = { drop_codes,
		keep_pronounceable, say_slang, shorten_repeats, say_numbers,
		squeeze };
	struct buf now = { 0 };

	buf_str(&now, text);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		struct buf next = { 0 };

		steps[i](&next, buf_view(&now));
		buf_free(&now);
		now = next;
	}
	if (has_words(buf_view(&now)))
		buf_str(out, buf_view(&now));
	buf_free(&now);
}
