/* Counts the columns of texts. */
#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <utf8proc.h>
#include <wchar.h>

#include "core/nfc.h"
#include "core/utf8.h"
#include "core/width.h"

enum { JOINER = 0x200D, EMOJI_STYLE = 0xFE0F, SHOWN_MAX = 400, MARKS = 2 };

/* wcwidth as UTF-8 locales have it, whatever the user's is. */
static int
char_width(uint32_t c)
{
	static locale_t utf8;
	locale_t before;
	int width;

	if (c >= 0x20 && c < 0x7F)
		return 1;
	if (utf8 == (locale_t)0)
		utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (utf8 == (locale_t)0)
		return 1;
	before = uselocale(utf8);
	width = wcwidth((wchar_t)c);
	uselocale(before);
	return width > 0 ? width : 0;
}

/* Cuts the first grapheme off `*rest`; returns its columns. */
static size_t
next(struct str *rest, struct str *grapheme)
{
	utf8proc_int32_t state = 0;
	uint32_t c, before = 0;
	size_t width = 0, n;

	*grapheme = (struct str){ rest->p, 0 };
	while (rest->n > 0) {
		size_t one;

		n = utf8_next(*rest, &c);
		if (grapheme->n > 0 &&
		    utf8proc_grapheme_break_stateful(
			(utf8proc_int32_t)before, (utf8proc_int32_t)c, &state))
			break;
		/* The widest character decides, not the sum. */
		one = c == EMOJI_STYLE ? 2 : (size_t)char_width(c);
		width = one > width ? one : width;
		before = c;
		grapheme->n += n;
		rest->p += n;
		rest->n -= n;
	}
	return width;
}

size_t
width_of(struct str text)
{
	struct str grapheme;
	size_t width = 0;

	while (text.n > 0)
		width += next(&text, &grapheme);
	return width;
}

/* The first character and what adds no columns to it. */
static void
put_plain(struct buf *b, struct str grapheme)
{
	uint32_t c;
	size_t n = utf8_next(grapheme, &c), marks = 0;

	if (char_width(c) == 0 && c >= 0x20)
		return;
	do {
		buf_add(b, grapheme.p, n);
		grapheme.p += n;
		grapheme.n -= n;
		if (grapheme.n == 0)
			break;
		n = utf8_next(grapheme, &c);
	} while (marks++ < MARKS && c != JOINER && c != EMOJI_STYLE &&
	    char_width(c) == 0);
}

void
width_plain(struct buf *b, struct str text)
{
	struct buf room = { 0 };
	struct str rest = nfc(text, &room), grapheme;

	while (rest.n > 0) {
		next(&rest, &grapheme);
		put_plain(b, grapheme);
	}
	buf_free(&room);
}

struct str
width_cut(struct str text, size_t columns)
{
	struct str rest = text, grapheme;
	size_t used = 0, n = 0;

	while (rest.n > 0) {
		used += next(&rest, &grapheme);
		if (used > columns)
			break;
		n += grapheme.n;
	}
	return (struct str){ text.p, n };
}

void
width_put(struct buf *b, struct str text, size_t columns)
{
	struct buf shown = { 0 };
	struct str fits;
	size_t width;

	utf8_show(&shown, text, SHOWN_MAX);
	fits = buf_view(&shown);
	width = width_of(fits);
	if (width > columns) {
		fits = width_cut(fits, columns - 1);
		width = width_of(fits) + 1;
	}
	buf_str(b, fits);
	if (fits.n < shown.n)
		buf_adds(b, "…");
	for (; width < columns; width++)
		buf_addc(b, ' ');
	buf_free(&shown);
}
