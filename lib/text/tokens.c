/* Cuts messages into words. */
#include <stdint.h>
#include <utf8proc.h>

#include "core/nfc.h"
#include "core/utf8.h"
#include "text/emote.h"
#include "text/links.h"
#include "text/tokens.h"

enum kind { GAP, WORD, LETTER /* of the Korean alphabet, alone */ };

/* A character as words have it. */
struct letter {
	uint32_t c; /* in lower case */
	enum kind kind;
	unsigned n;   /* bytes in the text; 0 at its end */
	bool changed; /* the text has another character */
};

static bool
is_syllable(uint32_t c)
{
	return c >= 0xAC00 && c <= 0xD7A3;
}

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static enum kind
kind_of(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

	return (category >= UTF8PROC_CATEGORY_LU &&
		   category <= UTF8PROC_CATEGORY_LO) ||
		category == UTF8PROC_CATEGORY_ND
	    ? WORD
	    : GAP;
}

/* ASCII, of which nothing has to be looked up. */
static struct letter
look_ascii(unsigned char c)
{
	unsigned char lower = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
	bool word = (lower >= 'a' && lower <= 'z') || is_digit(c);

	return (struct letter){ lower, word ? WORD : GAP, 1, lower != c };
}

/* What is neither ASCII nor a syllable.  ㅜ and ㅠ weep alike. */
static struct letter
look_rare(struct str s)
{
	struct letter l = { 0 };
	uint32_t c;

	l.n = (unsigned)utf8_next(s, &c);
	if (c >= 0x3131 && c <= 0x3163) {
		l.c = c == 0x315C ? 0x3160 : c;
		l.kind = LETTER;
	} else {
		l.c = (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
		l.kind = kind_of(l.c);
	}
	l.changed = l.c != c;
	return l;
}

/* The character that the text begins with. */
static inline struct letter
look(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (s.n == 0)
		return (struct letter){ 0 };
	if (p[0] < 0x80)
		return look_ascii(p[0]);
	if (s.n >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
		uint32_t c =
		    (uint32_t)p[0] << 12 | (p[1] & 0x3FU) << 6 | (p[2] & 0x3FU);

		/* What is left of a lead byte but its length shows above. */
		if (is_syllable(c - 0xE0000))
			return (struct letter){ c - 0xE0000, WORD, 3, false };
	}
	return look_rare(s);
}

void
tokens_begin(struct tokens *t, struct str text)
{
	t->rest = nfc(text, &t->composed);
}

static void
skip(struct str *s, size_t n)
{
	s->p += n;
	s->n -= n;
}

static bool
doubles(uint32_t c)
{
	return c == 0x314B || c == 0x314E || c == 0x3160; /* ㅋ ㅎ ㅠ */
}

/* What a word consists of. */
struct counted {
	unsigned characters, others; /* that are no digits */
};

/* A run of one character. */
struct letter_run {
	uint32_t c;
	unsigned shown; /* how often it stands in the token */
};

/* Takes the run that begins with *next, which becomes what follows it. */
static struct letter_run
take_run(struct str *rest, struct letter *next)
{
	struct letter_run r = { .c = next->c };
	unsigned length = 0;

	do {
		length++;
		skip(rest, next->n);
		*next = look(*rest);
	} while (next->n > 0 && next->c == r.c);
	r.shown = doubles(r.c) || length == 2 ? 2 : 1;
	return r;
}

static void
put_run(struct buf *b, const struct letter_run *r)
{
	for (unsigned i = 0; i < r->shown; i++)
		b->n += utf8_put(buf_reserve(b, UTF8_MAX), r->c);
}

/* Takes the characters of a word that stand as they should: in lower case, and
 * none three times in a row. */
static void
take_plain(struct tokens *t, struct letter *next, struct counted *count)
{
	struct str rest = t->rest, run = rest; /* where the last run begins */
	struct letter l = *next, first = l;
	unsigned length = 0;

	while (l.n > 0 && l.kind == WORD && !l.changed && length < 3) {
		length = l.c == first.c ? length + 1 : 1;
		if (length == 1) {
			run = rest;
			first = l;
		}
		count->characters++;
		count->others += !is_digit(l.c);
		skip(&rest, l.n);
		l = look(rest);
	}
	if (length == 3 || (l.n > 0 && l.c == first.c && length > 0)) {
		count->characters -= length;
		count->others -= length * !is_digit(first.c);
		rest = run;
		l = first;
	}
	t->rest = rest;
	*next = l;
}

/* Takes a word that begins with `next`.  While it stands in the text as it
 * should, it is not copied. */
static struct str
take_word(struct tokens *t, struct letter next)
{
	const enum kind kind = next.kind;
	const char *start = t->rest.p;
	const uint32_t first = next.c;
	struct counted count = { 0 };
	bool copied;

	if (kind == WORD)
		take_plain(t, &next, &count);
	copied = next.n > 0 && next.kind == kind;
	if (copied) {
		t->word.n = 0;
		buf_add(&t->word, start, (size_t)(t->rest.p - start));
	}
	while (next.n > 0 && next.kind == kind) {
		struct letter_run r = take_run(&t->rest, &next);

		put_run(&t->word, &r);
		count.characters += r.shown;
		count.others += !is_digit(r.c);
	}
	t->telling = count.characters >= 2 && kind == WORD && count.others > 0;
	t->lone = count.characters == 1 && is_syllable(first);
	return copied ? buf_view(&t->word)
		      : (struct str){ start, (size_t)(t->rest.p - start) };
}

bool
tokens_next(struct tokens *t, struct str *token)
{
	struct letter l;

	while ((l = look(t->rest)).n > 0) {
		size_t link = l.kind == WORD ? link_at(t->rest) : 0;
		size_t emote = l.c == '{' ? emote_code(t->rest) : 0;

		if (l.kind != GAP && link == 0) {
			*token = take_word(t, l);
			return true;
		}
		if (emote > 0) {
			*token = (struct str){ t->rest.p, emote };
			t->telling = true;
			t->lone = false;
			skip(&t->rest, emote);
			return true;
		}
		skip(&t->rest, link > 0 ? link : l.n);
	}
	return false;
}

void
tokens_free(struct tokens *t)
{
	buf_free(&t->composed);
	buf_free(&t->word);
}
