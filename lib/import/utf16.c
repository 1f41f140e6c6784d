/* Turns UTF-16 into UTF-8. */
#include "import/utf16.h"
#include "core/utf8.h"

bool
utf16_begins(struct str s, bool *big_endian)
{
	*big_endian = str_starts(s, "\xFE\xFF");
	return *big_endian || str_starts(s, "\xFF\xFE");
}

static void
put(struct buf *out, uint32_t c)
{
	out->n += utf8_put(buf_reserve(out, UTF8_MAX), c);
}

static void
put_unit(struct utf16 *u, uint32_t unit, struct buf *out)
{
	enum { LOST = 0xFFFD };
	bool trail = unit >= 0xDC00 && unit < 0xE000;

	if (u->lead != 0 && trail)
		put(out,
		    0x10000 + ((u->lead - 0xD800) << 10) + (unit - 0xDC00));
	else if (u->lead != 0)
		put(out, LOST);
	if (u->lead == 0 && trail)
		put(out, LOST);
	u->lead = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
	if (u->lead == 0 && !trail)
		put(out, unit);
}

void
utf16_put(struct utf16 *u, struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (u->half)
			put_unit(u,
			    u->big_endian ? u->first << 8 | c
					  : c << 8 | u->first,
			    out);
		u->first = c;
		u->half = !u->half;
	}
}
