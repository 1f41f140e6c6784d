/* Folds text to symbols that see through disguises. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/mem.h"
#include "core/nfc.h"
#include "core/utf8.h"
#include "text/emote.h"
#include "text/fold.h"
#include "text/hangul.h"

enum {
	LETTER_FIRST = 0x3131,
	LETTER_LAST = 0x3163,
	EU = 0x3161, /* ㅡ */
	I = 0x3163,  /* ㅣ */
	IEUNG = 0x3147,
	DIGITS_MOST = 4, /* in a row that hide between syllables */
	PLAIN_MOST = 32  /* characters that one decomposes to */
};

/* The text while it is read. */
struct fold_cursor {
	struct folded *f;
	struct str rest; /* after the current character */
	uint32_t before; /* the character before it, 0 for none or a gap */
};

/* Letters that consist of two; the others are 0. */
static const uint16_t halves[LETTER_LAST - LETTER_FIRST + 1][2] = {
	[0x3133 - 0x3131] = { 0x3131, 0x3145 }, /* ㄳ */
	[0x3135 - 0x3131] = { 0x3134, 0x3148 }, /* ㄵ */
	[0x3136 - 0x3131] = { 0x3134, 0x314E }, /* ㄶ */
	[0x313A - 0x3131] = { 0x3139, 0x3131 }, /* ㄺ */
	[0x313B - 0x3131] = { 0x3139, 0x3141 }, /* ㄻ */
	[0x313C - 0x3131] = { 0x3139, 0x3142 }, /* ㄼ */
	[0x313D - 0x3131] = { 0x3139, 0x3145 }, /* ㄽ */
	[0x313E - 0x3131] = { 0x3139, 0x314C }, /* ㄾ */
	[0x313F - 0x3131] = { 0x3139, 0x314D }, /* ㄿ */
	[0x3140 - 0x3131] = { 0x3139, 0x314E }, /* ㅀ */
	[0x3144 - 0x3131] = { 0x3142, 0x3145 }, /* ㅄ */
	[0x3158 - 0x3131] = { 0x3157, 0x314F }, /* ㅘ */
	[0x3159 - 0x3131] = { 0x3157, 0x3150 }, /* ㅙ */
	[0x315A - 0x3131] = { 0x3157, 0x3163 }, /* ㅚ */
	[0x315D - 0x3131] = { 0x315C, 0x3153 }, /* ㅝ */
	[0x315E - 0x3131] = { 0x315C, 0x3154 }, /* ㅞ */
	[0x315F - 0x3131] = { 0x315C, 0x3163 }, /* ㅟ */
	[0x3162 - 0x3131] = { 0x3161, 0x3163 }, /* ㅢ */
};

/* The classes of the simple letters, in the alphabet's order. */
static const uint8_t classes[LETTER_LAST - LETTER_FIRST + 1] = { 26, 27, 0, 28,
	0, 0, 29, 30, 31, 0, 0, 0, 0, 0, 0, 0, 32, 33, 34, 0, 35, 36, 37, 38,
	39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 0, 0, 0, 54,
	55, 0, 0, 0, 56, 57, 0, 58 };

/* Digits and signs, and the letter each is taken for. */
static const char leet[128] = { ['0'] = 'o',
	['1'] = 'i',
	['2'] = 'z',
	['3'] = 'e',
	['4'] = 'a',
	['5'] = 's',
	['7'] = 't',
	['8'] = 'b',
	['9'] = 'g',
	['!'] = 'i',
	['|'] = 'i',
	['@'] = 'a',
	['$'] = 's' };

/* Letters of other scripts that look like Latin ones; sorted. */
static const struct lookalike {
	uint16_t c;
	char latin;
} lookalikes[] = { { 0x131, 'i' }, { 0x3B1, 'a' }, { 0x3B9, 'i' },
	{ 0x3BA, 'k' }, { 0x3BD, 'v' }, { 0x3BF, 'o' }, { 0x3C1, 'p' },
	{ 0x3C4, 't' }, { 0x3C5, 'u' }, { 0x3C7, 'x' }, { 0x430, 'a' },
	{ 0x432, 'b' }, { 0x435, 'e' }, { 0x43A, 'k' }, { 0x43C, 'm' },
	{ 0x43D, 'h' }, { 0x43E, 'o' }, { 0x440, 'p' }, { 0x441, 'c' },
	{ 0x442, 't' }, { 0x443, 'y' }, { 0x445, 'x' }, { 0x455, 's' },
	{ 0x456, 'i' }, { 0x458, 'j' } };

static bool
is_latin(uint32_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_syllable(uint32_t c)
{
	return c >= 0xAC00 && c <= 0xD7A3;
}

static bool
is_hangul(uint32_t c)
{
	return is_syllable(c) || hangul_is_letter(c);
}

static bool
is_lone_consonant(uint32_t c)
{
	return c >= LETTER_FIRST && c < HANGUL_FIRST_VOWEL;
}

static uint8_t
class_of(uint32_t c)
{
	if (is_latin(c))
		return (uint8_t)((c | 0x20) - 'a' + FOLD_LATIN);
	if (c < 128 && leet[c] != 0)
		return (uint8_t)(leet[c] - 'a' + FOLD_LATIN);
	if (hangul_is_letter(c))
		return classes[c - LETTER_FIRST];
	return (uint8_t)(FOLD_OTHER + c % (FOLD_CLASSES - FOLD_OTHER));
}

static void
add_gap(struct folded *f, enum fold_gap gap)
{
	if (f->gap < gap)
		f->gap = (uint8_t)gap;
	if (f->gap_length < FOLD_GAP_LONGEST)
		f->gap_length++;
	else
		f->gap = FOLD_BROKEN;
}

/* Room for `more` symbols. */
static void
make_room(struct folded *f, size_t more)
{
	MEM_RESERVE(f->at, f->cap, f->n + more);
}

static void
append(struct folded *f, uint32_t c, uint8_t class, enum fold_part part)
{
	f->at[f->n++] = (struct fold_symbol){ .c = c,
		.class = class,
		.part = (uint8_t)part,
		.gap = f->gap,
		.run = 1,
		.in_syllable = part != FOLD_LONE };
	f->gap = FOLD_JOINED;
	f->gap_length = 0;
}

static void
repeat(struct fold_symbol *s, uint32_t c)
{
	if (s->run < UINT8_MAX)
		s->run++;
	if (is_latin(c))
		s->c = c; /* what it is taken for */
}

/* A symbol that stands for itself; it may only repeat the one before. */
static void
push(struct folded *f, uint32_t c)
{
	struct fold_symbol *s = f->n > 0 ? &f->at[f->n - 1] : NULL;
	uint8_t class = class_of(c);

	if (s != NULL && f->gap == FOLD_JOINED && s->class == class &&
	    (class < FOLD_OTHER || s->c == c))
		repeat(s, c);
	else
		append(f, c, class, FOLD_LONE);
}

/* A letter of a syllable, or the two that it consists of.  It repeats
 * nothing: two syllables may meet in the same letter, as in 갖지. */
static void
append_letter(struct folded *f, uint32_t c, enum fold_part part)
{
	const uint16_t *half = halves[c - LETTER_FIRST];

	if (half[0] != 0) {
		append(f, half[0], classes[half[0] - LETTER_FIRST], part);
		c = half[1];
	}
	append(f, c, classes[c - LETTER_FIRST], part);
}

static void
push_letter(struct folded *f, uint32_t c)
{
	const uint16_t *half = halves[c - LETTER_FIRST];

	if (half[0] != 0) {
		push(f, half[0]);
		c = half[1];
	}
	push(f, c);
}

/* Whether a syllable only draws out the vowel before it, as 아 in 바아. */
static bool
draws_out(const struct folded *f, uint32_t lead, uint32_t vowel)
{
	const struct fold_symbol *s = f->n > 0 ? &f->at[f->n - 1] : NULL;

	return s != NULL && lead == IEUNG && f->gap == FOLD_JOINED &&
	    s->c == vowel;
}

static void
push_syllable(struct folded *f, uint32_t c)
{
	struct syllable s;
	uint32_t lead, vowel;

	hangul_split(c, &s);
	lead = hangul_leads[s.lead];
	vowel = HANGUL_FIRST_VOWEL + s.vowel;
	if (draws_out(f, lead, vowel)) {
		repeat(&f->at[f->n - 1], vowel);
		f->at[f->n - 1].in_syllable = true;
	} else {
		append(f, lead, classes[lead - LETTER_FIRST], FOLD_LEAD);
		append_letter(f, vowel, FOLD_VOWEL);
	}
	if (s.tail != 0)
		append_letter(f, hangul_tails[s.tail], FOLD_TAIL);
	f->at[f->n - 1].in_syllable = false;
}

static uint32_t
next_char(const struct fold_cursor *p)
{
	uint32_t c = 0;

	if (p->rest.n > 0)
		utf8_next(p->rest, &c);
	return c;
}

/* 1, l or | after a lone consonant are taken for ㅣ. */
static bool
push_upright(struct fold_cursor *p, uint32_t c)
{
	if (p->f->gap != FOLD_JOINED ||
	    (c != '1' && c != '|' && c != 'l' && c != 'I') ||
	    !is_hangul(next_char(p)))
		return false;
	push(p->f, I);
	return true;
}

/* Digits count as letters beside letters, as nothing between syllables, and
 * as themselves elsewhere. */
static void
take_digits(struct fold_cursor *p, uint32_t first)
{
	uint32_t digits[DIGITS_MOST] = { first }, next;
	size_t n = 1;

	while (n < DIGITS_MOST && is_digit(next = next_char(p))) {
		digits[n++] = next;
		p->rest = (struct str){ p->rest.p + 1, p->rest.n - 1 };
	}
	if (is_hangul(p->before) && is_hangul(next_char(p))) {
		add_gap(p->f, FOLD_TIGHT);
		return;
	}
	for (size_t i = 0; i < n; i++)
		push(p->f, digits[i]);
	p->before = digits[n - 1];
}

static bool
is_taken_for_letter(uint32_t c)
{
	return is_latin(c) || is_digit(c) || c == '$' || c == '@';
}

/* A sign in the place of a letter: ! and @ before one, $ beside one. */
static bool
push_sign(struct fold_cursor *p, uint32_t c)
{
	bool before =
	    p->f->gap == FOLD_JOINED && is_taken_for_letter(p->before);
	bool behind = is_taken_for_letter(next_char(p));

	if ((!behind && !(before && c == '$')) || (c == '!' && !before) ||
	    (c == '$' && is_digit(next_char(p))))
		return false;
	push(p->f, c);
	return true;
}

/* A sign, or what stands between. */
static void
take_mark(struct fold_cursor *p, uint32_t c)
{
	bool taken = leet[c] != 0 && push_sign(p, c);

	if (!taken)
		add_gap(p->f, c <= ' ' ? FOLD_SPACED : FOLD_TIGHT);
	p->before = taken ? c : 0;
}

static void
take_ascii(struct fold_cursor *p, uint32_t c)
{
	if (is_lone_consonant(p->before) && push_upright(p, c)) {
		p->before = c;
	} else if (is_latin(c)) {
		push(p->f, c | 0x20);
		p->before = c;
	} else if (is_digit(c)) {
		take_digits(p, c);
	} else {
		take_mark(p, c);
	}
}

static int
by_code(const void *a, const void *b)
{
	return (int)*(const uint32_t *)a - ((const struct lookalike *)b)->c;
}

static uint32_t
latin_of(uint32_t c)
{
	const struct lookalike *l =
	    bsearch(&c, lookalikes, sizeof lookalikes / sizeof *lookalikes,
		sizeof *lookalikes, by_code);

	if (l != NULL)
		return (uint32_t)l->latin;
	if (c >= 0x1F1E6 && c <= 0x1F1FF) /* flags are pairs of these */
		return c - 0x1F1E6 + 'a';
	if (c >= 0x1F150 && c <= 0x1F169)
		return c - 0x1F150 + 'a';
	if (c >= 0x1F170 && c <= 0x1F189)
		return c - 0x1F170 + 'a';
	return c;
}

/* A conjoining letter as one of the compatibility block; others stay. */
static uint32_t
plain_letter(uint32_t c)
{
	if (c >= 0x1100 && c <= 0x1112)
		return hangul_leads[c - 0x1100];
	if (c >= 0x1161 && c <= 0x1175)
		return c - 0x1161 + HANGUL_FIRST_VOWEL;
	if (c >= 0x11A8 && c <= 0x11C2)
		return hangul_tails[c - 0x11A7];
	return c;
}

/* One character of what another decomposes to. */
static void
take_plain(struct fold_cursor *p, uint32_t c)
{
	c = plain_letter(latin_of(c));
	if (c < 0x80) {
		take_ascii(p, c);
		return;
	}
	p->before = c;
	if (hangul_is_letter(c)) {
		push_letter(p->f, c);
		return;
	}
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		push(p->f, c);
		return;
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		add_gap(p->f, FOLD_SPACED);
		break;
	default:
		add_gap(p->f, FOLD_TIGHT);
	}
	p->before = 0;
}

/* All that is neither ASCII nor Korean.  Invisible characters and marks
 * vanish, without a gap. */
static void
take_other(struct fold_cursor *p, uint32_t c)
{
	utf8proc_int32_t plain[PLAIN_MOST];
	utf8proc_ssize_t n =
	    utf8proc_decompose_char((utf8proc_int32_t)c, plain, PLAIN_MOST,
		(utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
		    UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_STRIPMARK),
		NULL);

	make_room(p->f, 2 * PLAIN_MOST + 2 * p->rest.n);
	for (utf8proc_ssize_t i = 0; i < n && i < PLAIN_MOST; i++)
		take_plain(p, (uint32_t)plain[i]);
}

static void
take_lone(struct fold_cursor *p, uint32_t c)
{
	/* A dash that draws out what is before it. */
	if (c == EU && !is_lone_consonant(p->before) && p->f->n > 0)
		add_gap(p->f, FOLD_TIGHT);
	else
		push_letter(p->f, c);
	p->before = c;
}

static void
take_char(struct fold_cursor *p, uint32_t c)
{
	if (c < 0x80) {
		take_ascii(p, c);
	} else if (is_syllable(c)) {
		push_syllable(p->f, c);
		p->before = c;
	} else if (hangul_is_letter(c)) {
		take_lone(p, c);
	} else {
		take_other(p, c);
	}
}

void
fold(struct folded *f, struct str text)
{
	struct fold_cursor p = { .f = f, .rest = nfc(text, &f->composed) };

	f->n = 0;
	make_room(f, 2 * p.rest.n); /* 5 for a syllable of 3 bytes */
	f->gap = FOLD_SPACED;
	f->gap_length = 0;
	while (p.rest.n > 0) {
		size_t n = *p.rest.p == '{' ? emote_code(p.rest) : 0;
		uint32_t c = 0;

		if (n == 0)
			n = utf8_next(p.rest, &c);
		p.rest = (struct str){ p.rest.p + n, p.rest.n - n };
		if (c != 0)
			take_char(&p, c);
		else
			add_gap(f, FOLD_TIGHT);
	}
}

void
fold_free(struct folded *f)
{
	free(f->at);
	buf_free(&f->composed);
	*f = (struct folded){ 0 };
}
