/* Makes safe file names of any text. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <xxhash.h>

#include "core/name.h"
#include "core/utf8.h"

enum { HASH_LEN = 9 }; /* "-0123abcd" */

static bool
stays(uint32_t c)
{
	if (c < 0x80)
		return c != 0 &&
		    strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
			   "WXYZ0123456789.-_",
			(int)c) != NULL;
	return (c >= 0xAC00 && c <= 0xD7A3) || /* syllables */
	    (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3131 && c <= 0x318E);
}

void
name_safe(struct buf *out, struct str text)
{
	size_t from = out->n;
	struct str rest = text;

	while (rest.n > 0) {
		uint32_t c;
		size_t len = utf8_next(rest, &c);

		if (c == UTF8_REPLACEMENT || !stays(c) ||
		    (out->n == from && (c == '.' || c == '-')))
			buf_addc(out, '_');
		else
			buf_add(out, rest.p, len);
		rest.p += len;
		rest.n -= len;
	}
	if (text.n > 0 && text.n == out->n - from && text.n <= NAME_MAX_SAFE &&
	    memcmp(out->p + from, text.p, text.n) == 0)
		return;
	out->n = from +
	    utf8_cut((struct str){ out->p + from, out->n - from },
		NAME_MAX_SAFE - HASH_LEN)
		.n;
	buf_fmt(out, "%s-%08x", out->n == from ? "_" : "",
	    (unsigned)XXH3_64bits(text.p, text.n));
}
