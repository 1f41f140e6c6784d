#include <stdint.h>
#include <utf8proc.h>

#include "core/nfc.h"
#include "core/utf8.h"
#include "text/emote.h"
#include "text/links.h"
#include "text/tokens.h"

enum kind { GAP, WORD, LETTER /* of the Korean alphabet, alone */ };

static bool
is_syllable(uint32_t c)
{
	return c >= 0xAC00 && c <= 0xD7A3;
}

static enum kind
kind_of(uint32_t c)
{
	utf8proc_category_t category;

	if (c >= 0x3131 && c <= 0x3163)
		return LETTER;
	if (is_syllable(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		return WORD;
	if (c < 0x80)
		return GAP;
	category = utf8proc_category((utf8proc_int32_t)c);
	return (category >= UTF8PROC_CATEGORY_LU &&
		   category <= UTF8PROC_CATEGORY_LO) ||
		category == UTF8PROC_CATEGORY_ND
	    ? WORD
	    : GAP;
}

void
tokens_begin(struct tokens *t, struct str text)
{
	t->rest = nfc(text, &t->composed);
}

/* Reads one character in lower case; 0 at the end. */
static size_t
peek(struct str rest, uint32_t *c)
{
	size_t n;

	*c = 0;
	if (rest.n == 0)
		return 0;
	n = utf8_next(rest, c);
	if (*c >= 'A' && *c <= 'Z')
		*c += 'a' - 'A';
	else if (*c >= 0x80 && !is_syllable(*c))
		*c = (uint32_t)utf8proc_tolower((utf8proc_int32_t)*c);
	return n;
}

static void
skip(struct str *s, size_t n)
{
	s->p += n;
	s->n -= n;
}

/* ㅜ and ㅠ weep alike. */
static uint32_t
folded(uint32_t c)
{
	return c == 0x315C ? 0x3160 : c;
}

static bool
doubles(uint32_t c)
{
	return c == 0x314B || c == 0x314E || c == 0x3160; /* ㅋ ㅎ ㅠ */
}

static void
put_char(struct buf *b, uint32_t c)
{
	b->n += utf8_put(buf_reserve(b, UTF8_MAX), c);
}

/* Takes a run of one character; appends what stands for it. */
static void
take_run(struct str *rest, uint32_t first, struct buf *word)
{
	uint32_t c;
	size_t n, run = 0;

	while ((n = peek(*rest, &c)) > 0 && folded(c) == first) {
		skip(rest, n);
		run++;
	}
	put_char(word, first);
	if (doubles(first) || run == 2)
		put_char(word, first);
}

static void
take_word(struct tokens *t, enum kind kind)
{
	uint32_t c;

	t->word.n = 0;
	while (peek(t->rest, &c) > 0 && kind_of(c) == kind)
		take_run(&t->rest, folded(c), &t->word);
}

bool
tokens_next(struct tokens *t, struct str *token)
{
	while (t->rest.n > 0) {
		size_t n = link_at(t->rest);
		uint32_t c;

		if (n > 0) {
			skip(&t->rest, n);
			continue;
		}
		n = emote_code(t->rest);
		if (n > 0) {
			*token = (struct str){ t->rest.p, n };
			skip(&t->rest, n);
			return true;
		}
		n = peek(t->rest, &c);
		if (kind_of(c) != GAP) {
			take_word(t, kind_of(c));
			*token = buf_view(&t->word);
			return true;
		}
		skip(&t->rest, n);
	}
	return false;
}

void
tokens_free(struct tokens *t)
{
	buf_free(&t->composed);
	buf_free(&t->word);
}

bool
tokens_telling(struct str token)
{
	size_t characters = 0;
	bool letters = true, digits = true;

	if (str_starts(token, "{:"))
		return true;
	while (token.n > 0) {
		uint32_t c;

		skip(&token, peek(token, &c));
		letters = letters && kind_of(c) == LETTER;
		digits = digits && c >= '0' && c <= '9';
		characters++;
	}
	return characters >= 2 && !letters && !digits;
}

/* What may stand before a particle. */
enum before { ANY, CONSONANT, VOWEL };

/* Longer ones before the shorter ones that end them. */
static const struct {
	const char *text;
	enum before before;
} particles[] = { { "이라고", CONSONANT }, { "이에요", CONSONANT },
	{ "입니다", ANY }, { "에서는", ANY }, { "에게는", ANY },
	{ "한테는", ANY }, { "이라서", CONSONANT }, { "으로", CONSONANT },
	{ "에서", ANY }, { "에게", ANY }, { "한테", ANY }, { "까지", ANY },
	{ "부터", ANY }, { "보다", ANY }, { "처럼", ANY }, { "라고", VOWEL },
	{ "이랑", CONSONANT }, { "하고", ANY }, { "인데", ANY },
	{ "이네", CONSONANT }, { "이야", CONSONANT }, { "이다", CONSONANT },
	{ "이나", CONSONANT }, { "예요", VOWEL }, { "마다", ANY },
	{ "이요", CONSONANT }, { "네요", VOWEL }, { "밖에", ANY },
	{ "은", CONSONANT }, { "는", VOWEL }, { "이", CONSONANT },
	{ "가", VOWEL }, { "을", CONSONANT }, { "를", VOWEL }, { "의", ANY },
	{ "에", ANY }, { "로", VOWEL }, { "과", CONSONANT }, { "와", VOWEL },
	{ "랑", VOWEL }, { "도", ANY }, { "만", ANY }, { "요", ANY },
	{ "야", VOWEL }, { "네", VOWEL }, { "님", ANY } };
enum { N_PARTICLES = sizeof particles / sizeof *particles };

/* The last character; 0 when there is none. */
static uint32_t
last_of(struct str s)
{
	uint32_t c = 0;

	while (s.n > 0)
		skip(&s, utf8_next(s, &c));
	return c;
}

static bool
fits(struct str stem, enum before before, struct str particle)
{
	uint32_t c = last_of(stem);
	unsigned final = is_syllable(c) ? (c - 0xAC00) % 28 : 0;

	if (stem.n < 6 || !is_syllable(c))
		return false;
	if (str_is(particle, "로") &&
	    final == 8) /* after ㄹ as after a vowel */
		return true;
	return before == ANY || (final != 0) == (before == CONSONANT);
}

struct str
tokens_stem(struct str word, unsigned nth)
{
	for (size_t i = 0; i < N_PARTICLES; i++) {
		struct str particle = str_of(particles[i].text), stem;

		if (!str_ends(word, particles[i].text))
			continue;
		stem = (struct str){ word.p, word.n - particle.n };
		if (fits(stem, particles[i].before, particle) && nth-- == 0)
			return stem;
	}
	return (struct str){ 0 };
}
