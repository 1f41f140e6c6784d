/* Reads words, Latin letters and lone Korean ones. */
#include <ctype.h>
#include <string.h>

#include "core/utf8.h"
#include "text/hangul.h"
#include "voice/letters.h"
#include "voice/numbers.h"

/* Longer words of capitals are never spelled; shorter ones than four always. */
enum { LONGEST_SPELLED = 8, SHORTEST_WORD = 4 };

static bool
is_alnum(uint32_t c)
{
	return aloud_is_latin(c) || aloud_is_digit(c);
}

/* Whether a key may begin at this place. */
static bool
begins_word(const struct aloud *a, uint32_t first)
{
	uint32_t before = aloud_before(a);

	if (aloud_is_latin(first))
		return !aloud_is_latin(before);
	if (aloud_is_syllable(first))
		return !aloud_is_syllable(before);
	if (!aloud_is_digit(first))
		return true;
	if (is_alnum(before))
		return false;
	return a->at < 2 || strchr(".,:", (int)before) == NULL ||
	    !aloud_is_digit((unsigned char)a->text.p[a->at - 2]);
}

static bool
is_number(struct str key)
{
	return numbers_digits(key, false) == key.n;
}

/* Whether the digits at a key's end go on: "1+1=2", "3d5", "119명". */
static bool
goes_on(struct str key, struct str behind)
{
	uint32_t next = aloud_first(behind);
	bool digit = behind.n > 1 && aloud_is_digit((unsigned char)behind.p[1]);

	if (is_alnum(next) || next == '=')
		return true;
	if (is_number(key) && aloud_is_syllable(next))
		return true;
	return digit && next < 0x80 && strchr(".,:/-+*~", (int)next) != NULL;
}

/* Whether a key may end before `behind`. */
static bool
ends_word(struct str key, struct str behind)
{
	unsigned char last = (unsigned char)key.p[key.n - 1];

	if (aloud_is_digit(last))
		return !goes_on(key, behind);
	return !aloud_is_latin(last) || !aloud_is_latin(aloud_first(behind));
}

/* The longest key here that ends where a word may end; its bytes. */
static size_t
key_here(const struct aloud *a, const char *text, struct str *said)
{
	struct str s = { text + a->at, aloud_ahead(a).n };
	size_t max = s.n, n;

	while ((n = korean_find(a->ko, KOREAN_WORDS, s, max, said)) > 0 &&
	    !ends_word((struct str){ s.p, n }, aloud_skip(s, n)))
		max = n - 1;
	return n;
}

/* In the case that is written, or in lower case. */
static size_t
word_here(const struct aloud *a, struct str *said)
{
	struct str lower;
	size_t n, n_lower;

	if (!begins_word(a, aloud_first(aloud_rest(a))))
		return 0;
	n = key_here(a, a->text.p, said);
	n_lower = key_here(a, a->lower, &lower);
	if (n_lower > n)
		*said = lower;
	return n_lower > n ? n_lower : n;
}

size_t
letters_word(const struct aloud *a)
{
	struct str said;

	return word_here(a, &said);
}

/* The bytes of a Latin word, "don't" as one. */
static size_t
latin_length(struct str s)
{
	size_t n = 0;

	while (n < s.n &&
	    (aloud_is_latin((unsigned char)s.p[n]) ||
		(s.p[n] == '\'' && n > 0 && n + 1 < s.n &&
		    aloud_is_latin((unsigned char)s.p[n + 1]))))
		n++;
	return n;
}

static size_t
count_if(struct str word, int (*is)(int))
{
	size_t count = 0;

	for (size_t i = 0; i < word.n; i++)
		count += is((unsigned char)word.p[i]) != 0;
	return count;
}

static bool
is_vowel(char c)
{
	return strchr("AEIOUYaeiouy", c) != NULL;
}

/* A word has a vowel, and a short one no three consonants in a row: NASA, but
 * HDMI. */
static bool
is_pronounceable(struct str word)
{
	size_t vowels = 0, row = 0;

	for (size_t i = 0; i < word.n; i++) {
		row = is_vowel(word.p[i]) ? 0 : row + 1;
		vowels += row == 0;
		if (row > 2 && word.n < 7)
			return false;
	}
	return vowels > 0;
}

static bool
is_spelled(struct str word)
{
	size_t capitals = count_if(word, isupper);

	if (word.n == 1)
		return true;
	if (memchr(word.p, '\'', word.n) != NULL)
		return false;
	if (capitals == word.n)
		return word.n < SHORTEST_WORD ||
		    (word.n <= LONGEST_SPELLED && !is_pronounceable(word));
	/* "btw", "ps": no vowel makes no word. */
	return capitals == 0 && word.n <= SHORTEST_WORD &&
	    !is_pronounceable(word);
}

/* English goes on over spaces, commas and hyphens. */
static bool
is_between_words(char c)
{
	return c == ' ' || c == ',' || c == '-' || c == '\'';
}

/* In small letters, and not in the table. */
static bool
is_english(const struct aloud *a, struct str word)
{
	struct str said;

	return word.n > 1 && count_if(word, isupper) < word.n &&
	    word_here(a, &said) == 0;
}

/*
 * Looks how far the Latin words go that begin here: three and more, one of
 * which is English, are a sentence and stay.
 */
static void
judge_english(struct aloud *a)
{
	struct aloud look = *a;
	size_t words = 0;
	bool english = false;

	while (look.at < look.text.n) {
		struct str rest = aloud_rest(&look);
		struct str word = { rest.p, latin_length(rest) };

		if (word.n == 0 && !is_between_words(rest.p[0]))
			break;
		words += word.n > 0;
		english |= is_english(&look, word);
		look.at += word.n > 0 ? word.n : 1;
	}
	a->judged = look.at;
	if (words >= 3 && english)
		a->english = look.at;
}

bool
letters_read_word(struct aloud *a)
{
	struct str said;
	size_t n;

	if (aloud_is_latin(aloud_first(aloud_rest(a))) && a->at >= a->judged)
		judge_english(a);
	if (a->at < a->english || (n = word_here(a, &said)) == 0)
		return false;
	aloud_gap(a);
	buf_str(a->out, said);
	a->at += n;
	if (a->text.p[a->at - 1] == ')')
		aloud_close(a);
	else if (said.n > 0 && aloud_is_digit(aloud_first(aloud_rest(a))))
		buf_addc(a->out, ' ');
	return true;
}

bool
letters_read_latin(struct aloud *a)
{
	struct str rest = aloud_rest(a);
	struct str word = { rest.p, latin_length(rest) };

	if (word.n == 0)
		return false;
	aloud_gap(a);
	if (a->at >= a->judged)
		judge_english(a);
	a->at += word.n;
	if (a->at <= a->english)
		buf_str(a->out, word);
	else if (is_spelled(word))
		for (size_t i = 0; i < word.n; i++)
			hangul_letter(a->out, word.p[i]);
	else if (count_if(word, isupper) == word.n)
		buf_add(a->out, a->lower + a->at - word.n, word.n);
	else
		buf_str(a->out, word);
	return true;
}

static bool
has_letter(struct str key, uint32_t letter)
{
	while (key.n > 0) {
		uint32_t c;
		size_t n = utf8_next(key, &c);

		if (c == letter)
			return true;
		key = aloud_skip(key, n);
	}
	return false;
}

/* Goes over letters that are in `key`: ㅋㅋㅋㅋ is ㅋㅋ. */
static void
skip_letters(struct aloud *a, struct str key)
{
	while (a->at < a->text.n) {
		uint32_t c;
		size_t n = utf8_next(aloud_rest(a), &c);

		if (!hangul_is_letter(c) || !has_letter(key, c))
			return;
		a->at += n;
	}
}

/* "아ㅏㅏ": a vowel after a syllable that ends in it draws that out. */
static bool
read_vowel(struct aloud *a, uint32_t c)
{
	enum { FIRST = 0x314F /* ㅏ */, VOWELS = 21 };
	struct syllable s;
	size_t n;

	if (c < FIRST || c >= FIRST + VOWELS ||
	    !hangul_split(aloud_before(a), &s) || s.tail > 0 ||
	    hangul_end_of(s.vowel) != hangul_end_of(c - FIRST))
		return false;
	n = utf8_next(aloud_rest(a), &c);
	hangul_lengthen(a->out);
	skip_letters(a, (struct str){ aloud_rest(a).p, n });
	return true;
}

/* One letter again and again, ㄱㄱ. */
static bool
is_one_letter(struct str key)
{
	uint32_t c;
	size_t n = utf8_next(key, &c);

	for (size_t i = n; i < key.n; i += n)
		if (memcmp(key.p, key.p + i, n) != 0)
			return false;
	return key.n > n;
}

/* A single letter between syllables. */
static bool
is_slip(const struct aloud *a)
{
	struct str rest = aloud_rest(a);
	uint32_t c;
	size_t n = utf8_next(rest, &c);

	return aloud_is_syllable(aloud_before(a)) &&
	    aloud_is_syllable(aloud_first(aloud_skip(rest, n)));
}

/* Letters that stand for nothing, up to those that laugh or weep. */
static void
skip_unknown(struct aloud *a)
{
	struct str rest;
	uint32_t c;

	/* A slip of the fingers, 영ㅇ화, is no gap. */
	if (!is_slip(a))
		buf_addc(a->out, ' ');
	do {
		a->at += utf8_next(aloud_rest(a), &c);
		rest = aloud_ahead(a);
	} while (hangul_is_letter(aloud_first(rest)) &&
	    aloud_key(a, KOREAN_SOUNDS, rest) == 0);
}

/* "ㅇ ㅋㅋ": a letter with nothing close to it. */
static bool
read_alone(struct aloud *a)
{
	struct str s = aloud_ahead(a), word;
	size_t n = korean_find(a->ko, KOREAN_ALONE, s, s.n, &word);
	uint32_t before = aloud_before(a), next = aloud_first(aloud_skip(s, n));

	if (n == 0 || aloud_is_syllable(before) || hangul_is_letter(before) ||
	    aloud_is_syllable(next) || hangul_is_letter(next))
		return false;
	buf_str(a->out, word);
	a->at += n;
	return true;
}

bool
letters_read_chat(struct aloud *a)
{
	struct str s = aloud_ahead(a), word, sound, key;
	uint32_t c = aloud_first(s);
	size_t n, n_sound;

	if (!hangul_is_letter(c))
		return false;
	if (read_alone(a))
		return true;
	n = korean_find(a->ko, KOREAN_CHAT, s, s.n, &word);
	n_sound = korean_find(a->ko, KOREAN_SOUNDS, s, s.n, &sound);
	if (n == 0 && n_sound == 0) {
		if (!read_vowel(a, c))
			skip_unknown(a);
		return true;
	}
	key = (struct str){ s.p, n >= n_sound ? n : n_sound };
	buf_addc(a->out, ' ');
	buf_str(a->out, n >= n_sound ? word : sound);
	a->at += key.n;
	if (n < n_sound || is_one_letter(key))
		skip_letters(a, key);
	/* 'ㅋㅋ'만 stays together. */
	c = aloud_first(aloud_rest(a));
	if (n < n_sound && c != '\'' && c != '"')
		buf_addc(a->out, ' ');
	return true;
}
