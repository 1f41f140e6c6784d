/* Moves over a text, and writes how it is read. */
#include "voice/aloud.h"
#include "core/utf8.h"
#include "text/hangul.h"

struct str
aloud_skip(struct str s, size_t n)
{
	return (struct str){ s.p + n, s.n - n };
}

struct str
aloud_rest(const struct aloud *a)
{
	return aloud_skip(a->text, a->at);
}

struct str
aloud_ahead(const struct aloud *a)
{
	return utf8_cut(aloud_rest(a), ALOUD_AHEAD);
}

bool
aloud_is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

bool
aloud_is_latin(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool
aloud_is_syllable(uint32_t c)
{
	return c >= 0xAC00 && c <= 0xD7A3;
}

uint32_t
aloud_first(struct str s)
{
	uint32_t c = 0;

	if (s.n > 0)
		utf8_next(s, &c);
	return c;
}

/* Where the character that ends before `at` begins. */
static size_t
step_back(struct str text, size_t at)
{
	do
		at--;
	while (at > 0 && ((unsigned char)text.p[at] & 0xC0) == 0x80);
	return at;
}

uint32_t
aloud_before(const struct aloud *a)
{
	if (a->at == 0)
		return 0;
	return aloud_first(aloud_skip(a->text, step_back(a->text, a->at)));
}

struct str
aloud_word_before(const struct aloud *a)
{
	enum { LONGEST = 48 };
	size_t end = a->at, start;

	while (end > 0 && a->text.p[end - 1] == ' ' && a->at - end < LONGEST)
		end--;
	for (start = end; start > 0 && end - start < LONGEST;) {
		size_t before = step_back(a->text, start);
		uint32_t c = aloud_first(aloud_skip(a->text, before));

		if (!aloud_is_syllable(c) && !aloud_is_latin(c))
			break;
		start = before;
	}
	if (start == end)
		return (struct str){ 0 };
	return (struct str){ a->text.p + start, end - start };
}

void
aloud_gap(struct aloud *a)
{
	uint32_t c = aloud_before(a);

	if (aloud_is_digit(c) || aloud_is_latin(c) || aloud_is_syllable(c) ||
	    hangul_is_letter(c))
		buf_addc(a->out, ' ');
}

size_t
aloud_key(const struct aloud *a, enum korean_table table, struct str s)
{
	struct str reading;

	return korean_find(a->ko, table, s, s.n, &reading);
}

void
aloud_close(struct aloud *a)
{
	struct str rest = aloud_ahead(a);
	size_t n = aloud_key(a, KOREAN_PARTICLES, rest);

	if (n == 0 || aloud_is_syllable(aloud_first(aloud_skip(rest, n))))
		buf_addc(a->out, ' ');
}
