/* Makes chat fit to be read aloud. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "voice/aloud.h"
#include "voice/figures.h"
#include "voice/letters.h"
#include "voice/markup.h"
#include "voice/numbers.h"
#include "voice/plain.h"
#include "voice/ranges.h"
#include "voice/signs.h"
#include "voice/speakable.h"

/* Most of a character in a row that is still spoken. */
enum { MOST_REPEATS = 3 };

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
		n += utf8_next(aloud_skip(s, n), &c);
	}
	return n;
}

/* Letters and syllables, alone and in pairs, are said a few times. */
static void
shorten_repeats(struct buf *out, struct str s, const struct korean *ko)
{
	(void)ko;
	while (s.n > 0) {
		size_t one = characters(s, 1), two = characters(s, 2);
		size_t times = repeats(s, one);
		bool word = (unsigned char)s.p[0] >= 0x80 ||
		    isalpha((unsigned char)s.p[0]);

		if (times == 1 && two > 0 && word &&
		    repeats(s, two) > MOST_REPEATS) {
			times = repeats(s, two);
			one = two;
		}
		for (size_t i = 0; i < times; i++)
			if (!word || i < MOST_REPEATS)
				buf_add(out, s.p, one);
		s = aloud_skip(s, times * one);
	}
}

/* Within a word nothing begins that is read otherwise. */
static bool
read_syllables(struct aloud *a)
{
	struct str rest = aloud_rest(a);
	size_t n = 0;

	if (!aloud_is_syllable(aloud_before(a)))
		return false;
	while (aloud_is_syllable(aloud_first(aloud_skip(rest, n))))
		n += strlen("가");
	buf_add(a->out, rest.p, n);
	a->at += n;
	return n > 0;
}

static bool
read_closing(struct aloud *a)
{
	char c = aloud_rest(a).p[0];

	if (c == '\0' || strchr(")]}>", c) == NULL)
		return false;
	a->at++;
	aloud_close(a);
	return true;
}

/* Two points and more are a pause. */
static bool
read_points(struct aloud *a)
{
	size_t n = 0;
	struct str rest = aloud_rest(a);

	while (n < rest.n && rest.p[n] == '.')
		n++;
	if (n == 0)
		return false;
	if (n == 1 && rest.n > 1 && aloud_is_latin(aloud_before(a)) &&
	    aloud_is_latin((unsigned char)rest.p[1]))
		buf_adds(a->out, " 점 ");
	else
		buf_adds(a->out, n > 1 ? "…" : ".");
	a->at += n;
	return true;
}

/* What a mark is said as; "+" only after something, "A+", and between. */
static bool
read_mark(struct aloud *a)
{
	struct str rest = aloud_ahead(a), said;
	size_t n = korean_find(a->ko, KOREAN_MARKS, rest, rest.n, &said);
	uint32_t before = aloud_before(a);

	if (n == 0)
		return false;
	if (rest.p[0] != '+' || before > ' ' ||
	    aloud_first(aloud_skip(rest, n)) == ' ')
		buf_str(a->out, said);
	buf_addc(a->out, ' ');
	a->at += n;
	return true;
}

/* Letters of any script; marks that the voice makes a pause of. */
static bool
is_said(uint32_t c)
{
	if (c < 0x80)
		return strchr(".,!?\n", (int)c) != NULL;
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return true;
	case UTF8PROC_CATEGORY_LM:
		return c >= 0x3000; /* those before make faces, (ˊᵕˋ) */
	default:
		return false;
	}
}

/* Quotation marks stand within words: "안녕"이라고. */
static bool
is_quotation(uint32_t c)
{
	if (c < 0x80)
		return c == '"' || c == '\'' || c == '@';
	return (c >= 0x2018 && c <= 0x201F) || (c >= 0x3008 && c <= 0x3011) ||
	    c == 0xAB || c == 0xBB;
}

/* Any other character. */
static void
read_character(struct aloud *a)
{
	struct str rest = aloud_rest(a);
	uint32_t c;
	size_t n = utf8_next(rest, &c);

	if (is_said(c))
		buf_add(a->out, rest.p, n);
	else if (!is_quotation(c))
		buf_addc(a->out, ' ');
	a->at += n;
}

static bool
is_foreign(uint32_t c)
{
	return c >= 0x3040 && c < 0xAC00 && !(c >= 0x3131 && c <= 0x318E);
}

/* "美 대통령": one Chinese character as newspapers use it. */
static bool
read_hanja(struct aloud *a)
{
	struct str s = aloud_ahead(a), said;
	size_t n;

	if (!is_foreign(aloud_first(s)) || is_foreign(aloud_before(a)) ||
	    (n = korean_find(a->ko, KOREAN_HANJA, s, s.n, &said)) == 0 ||
	    is_foreign(aloud_first(aloud_skip(s, n))))
		return false;
	buf_str(a->out, said);
	a->at += n;
	return true;
}

static void
read_here(struct aloud *a)
{
	static bool (*const readers[])(struct aloud *) = { read_syllables,
		signs_read_between, signs_read, letters_read_word, figures_read,
		ranges_read, numbers_read, letters_read_chat,
		letters_read_latin, ranges_read_tilde, signs_read_equals,
		read_hanja, read_closing, read_mark, read_points };

	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
		if (readers[i](a))
			return;
	read_character(a);
}

static char *
lowered(struct str s)
{
	char *lower = xmalloc(s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		lower[i] = (unsigned char)s.p[i] < 0x80
		    ? (char)tolower((unsigned char)s.p[i])
		    : s.p[i];
	lower[s.n] = '\0';
	return lower;
}

static void
read_aloud(struct buf *out, struct str text, const struct korean *ko)
{
	char *lower = lowered(text);
	struct aloud a = { .ko = ko, .text = text, .lower = lower, .out = out };

	while (a.at < text.n)
		read_here(&a);
	free(lower);
}

/* A bit for each mark that makes the voice pause; 0 for what makes none. */
static unsigned
pause_of(uint32_t c)
{
	static const uint32_t pauses[] = { ',', '.', 0x2026 /* … */, '!', '?' };

	for (unsigned i = 0; i < sizeof pauses / sizeof *pauses; i++)
		if (c == pauses[i])
			return 1U << i;
	return 0;
}

/* What comes before the next word. */
struct joint {
	bool begun; /* a word has been written */
	bool space, line;
	unsigned pauses; /* written since */
};

static void
put_joint(struct buf *out, struct joint *j)
{
	if (j->line && j->begun && j->pauses == 0)
		buf_addc(out, '.');
	if ((j->space || j->line || j->pauses != 0) && j->begun)
		buf_addc(out, ' ');
	*j = (struct joint){ .begun = true };
}

/* No pause twice, and no comma after another. */
static void
put_pause(struct buf *out, struct joint *j, struct str mark, unsigned pause)
{
	if (!j->begun || (j->pauses & pause) != 0 ||
	    (pause == 1 && j->pauses != 0))
		return;
	buf_str(out, mark);
	j->pauses |= pause;
}

/* Single spaces, none at the ends or before a pause, one after it; no pause
 * at the start; a line's end ends a sentence. */
static void
squeeze(struct buf *out, struct str s, const struct korean *ko)
{
	struct joint j = { 0 };

	(void)ko;
	while (s.n > 0) {
		uint32_t c;
		size_t n = utf8_next(s, &c);
		unsigned pause = pause_of(c);

		if (pause != 0) {
			put_pause(out, &j, (struct str){ s.p, n }, pause);
		} else if (c == ' ' || c == '\n') {
			j.space |= c == ' ';
			j.line |= c == '\n';
		} else {
			put_joint(out, &j);
			buf_add(out, s.p, n);
		}
		s = aloud_skip(s, n);
	}
}

/* Something other than pauses. */
static bool
has_words(struct str s)
{
	while (s.n > 0) {
		uint32_t c;
		size_t n = utf8_next(s, &c);

		if (pause_of(c) == 0 && c != ' ')
			return true;
		s = aloud_skip(s, n);
	}
	return false;
}

void
speakable(struct buf *out, struct str text, const struct korean *ko)
{
	static void (*const steps[])(struct buf *, struct str,
	    const struct korean *) = { markup_entities, plain, markup_drop,
		shorten_repeats, read_aloud, squeeze };
	struct buf now = { 0 };

	buf_str(&now, text);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		struct buf next = { 0 };

		steps[i](&next, buf_view(&now), ko);
		buf_free(&now);
		now = next;
	}
	if (has_words(buf_view(&now)))
		buf_str(out, buf_view(&now));
	buf_free(&now);
}
