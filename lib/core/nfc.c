/* Composes text by Unicode's rules, through utf8proc. */
#include <stdint.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "core/nfc.h"
#include "core/utf8.h"

/*
 * Characters that compose with nothing before or after them, in the blocks that
 * chat is written in; the rest is left to the library.  Hangul jamo (1100),
 * combining marks (0300, 3099) and compatibility ideographs (F900) are among
 * the rest.
 */
static bool
is_settled(uint32_t c)
{
	return c < 0x300 || (c >= 0xAC00 && c <= 0xD7A3) || /* 가 to 힣 */
	    (c >= 0x3130 && c <= 0x318F) ||                 /* ㄱ to ㆎ */
	    (c >= 0x2010 && c <= 0x2027) || (c >= 0x4E00 && c <= 0x9FFF) ||
	    (c >= 0x1F300 && c <= 0x1FAFF);
}

/* Whether the first two of three bytes say that already: syllables, the letters
 * from ㅀ to ㅿ, and most ideographs. */
static bool
is_settled_by(unsigned char a, unsigned char b)
{
	return a == 0xEB || a == 0xEC || (a == 0xEA && b >= 0xB0) ||
	    (a == 0xED && b < 0x9E) || (a == 0xE3 && b == 0x85) ||
	    (a >= 0xE5 && a <= 0xE9);
}

/* A syllable without a final consonant composes with one that follows, but
 * that one is a jamo and so not settled. */
bool
nfc_is_plain(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n;

	while (p < end) {
		uint32_t c = *p;

		if (c < 0x80) {
			p++;
		} else if (end - p >= 3 && is_settled_by(p[0], p[1])) {
			p += 3;
		} else {
			p += utf8_next(
			    (struct str){ (const char *)p, (size_t)(end - p) },
			    &c);
			if (!is_settled(c))
				return false;
		}
	}
	return true;
}

struct str
nfc(struct str text, struct buf *room)
{
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t n;

	if (nfc_is_plain(text))
		return text;
	n = utf8proc_map((const utf8proc_uint8_t *)text.p,
	    (utf8proc_ssize_t)text.n, &out,
	    (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
	if (n < 0)
		return text;
	room->n = 0;
	buf_add(room, out, (size_t)n);
	free(out);
	return buf_view(room);
}
