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

/* A syllable without a final consonant composes with one that follows, but
 * that one is a jamo and so not settled. */
bool
nfc_is_plain(struct str s)
{
	while (s.n > 0) {
		uint32_t c = (unsigned char)*s.p;
		size_t n = 1;

		/* EB and EC lead nothing but syllables. */
		if (c == 0xEB || c == 0xEC)
			n = s.n < 3 ? s.n : 3;
		else if (c >= 0x80)
			n = utf8_next(s, &c);
		if (!is_settled(c))
			return false;
		s.p += n;
		s.n -= n;
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
