#include <stdint.h>
#include <xxhash.h>

#include "core/utf8.h"
#include "store/name.h"
#include "text/nfc.h"

enum { HASH_LEN = 9 }; /* "-1a2b3c4d" */

static bool
is_hangul(uint32_t c)
{
	return (c >= 0xAC00 && c <= 0xD7A3) || /* syllables */
	    (c >= 0x1100 && c <= 0x11FF) ||    /* letters that compose */
	    (c >= 0x3131 && c <= 0x318E);      /* letters that stand alone */
}

static bool
is_allowed(uint32_t c, bool first)
{
	if (c == '.' || c == '-')
		return !first;
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || is_hangul(c);
}

/* Appends what may stay; true when that was all of it. */
static bool
put_allowed(struct buf *out, struct str s)
{
	size_t start = out->n;
	bool whole = s.n > 0;

	while (s.n > 0) {
		uint32_t c;
		size_t n = utf8_next(s, &c);

		if (is_allowed(c, out->n == start)) {
			buf_add(out, s.p, n);
		} else {
			whole = false;
			if (out->n == start || out->p[out->n - 1] != '_')
				buf_addc(out, '_');
		}
		s.p += n;
		s.n -= n;
	}
	return whole;
}

void
name_put(struct buf *out, struct str text)
{
	struct buf room = { 0 };
	size_t start = out->n;
	struct str composed = nfc(text, &room), made;

	if (!put_allowed(out, composed) || out->n - start > NAME_MAX_BYTES) {
		made = (struct str){ out->p + start, out->n - start };
		out->n = start + utf8_cut(made, NAME_MAX_BYTES - HASH_LEN).n;
		buf_fmt(out, "-%08x",
		    (unsigned)XXH3_64bits(
			composed.n > 0 ? composed.p : "", composed.n));
	}
	buf_free(&room);
}
