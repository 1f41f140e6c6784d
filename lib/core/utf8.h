/*
 * utf8.h - UTF-8 as the Unicode Standard defines it (table 3-7): no overlong
 * forms, no surrogates, nothing above U+10FFFF.
 */
#ifndef CHZ_CORE_UTF8_H
#define CHZ_CORE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

enum { UTF8_REPLACEMENT = 0xFFFD, UTF8_MAX = 4 };

/*
 * Reads one character at s.p, s.n > 0.  Returns its length in bytes and
 * stores it in *c; for ill-formed bytes returns the length of the longest
 * piece that could have begun a character and stores UTF8_REPLACEMENT.
 */
static inline size_t utf8_next(struct str s, uint32_t *c);

/* Writes `c`, a scalar value, at `p` (room for UTF8_MAX); returns its length.
 */
size_t utf8_put(char *p, uint32_t c);

/* How many bytes from the start are well-formed: s.n when all are. */
size_t utf8_valid(struct str s);

/* The longest prefix of at most `max` bytes that cuts no character. */
struct str utf8_cut(struct str s, size_t max);

/*
 * Appends at most `max` bytes of `s` for a terminal or a log: ill-formed bytes
 * become U+FFFD, control characters and bidirectional overrides \u escapes, and
 * "..." marks a cut.  This way a stranger's text cannot control a terminal.
 */
void utf8_show(struct buf *, struct str s, size_t max);

/* ---- private ---- */

/* The same, for what is rarer than ASCII and three bytes. */
size_t utf8_next_any(struct str s, uint32_t *c);

static inline size_t
utf8_next(struct str s, uint32_t *c)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (p[0] < 0x80) {
		*c = p[0];
		return 1;
	}
	/* All of Hangul.  E0 and ED restrict the byte after them. */
	if (s.n >= 3 && p[0] > 0xE0 && p[0] < 0xF0 &&
	    (p[0] != 0xED || p[1] < 0xA0) && (p[1] & 0xC0) == 0x80 &&
	    (p[2] & 0xC0) == 0x80) {
		*c =
		    (p[0] & 0x0FU) << 12 | (p[1] & 0x3FU) << 6 | (p[2] & 0x3FU);
		return 3;
	}
	return utf8_next_any(s, c);
}

#endif
