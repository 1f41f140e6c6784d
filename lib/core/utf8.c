/* Decodes, checks and cuts UTF-8. */
#include <stdbool.h>
#include <string.h>

#include "core/utf8.h"

/* What a lead byte says: length and the range of the byte after it. */
struct lead {
	uint8_t len, min, max;
};

static struct lead
lead_of(uint8_t c)
{
	if (c < 0x80)
		return (struct lead){ 1, 0, 0 };
	if (c >= 0xC2 && c <= 0xDF)
		return (struct lead){ 2, 0x80, 0xBF };
	if (c >= 0xE0 && c <= 0xEF)
		return (struct lead){ 3, c == 0xE0 ? 0xA0 : 0x80,
			c == 0xED ? 0x9F : 0xBF };
	if (c >= 0xF0 && c <= 0xF4)
		return (struct lead){ 4, c == 0xF0 ? 0x90 : 0x80,
			c == 0xF4 ? 0x8F : 0xBF };
	return (struct lead){ 0, 0, 0 };
}

size_t
utf8_next_any(struct str s, uint32_t *c)
{
	const uint8_t *p = (const uint8_t *)s.p;
	struct lead lead = lead_of(p[0]);
	uint32_t value;
	size_t i;

	*c = UTF8_REPLACEMENT;
	if (lead.len == 0)
		return 1;
	if (lead.len == 1) {
		*c = p[0];
		return 1;
	}
	value = p[0] & (0x7FU >> lead.len);
	for (i = 1; i < lead.len; i++) {
		uint8_t min = i == 1 ? lead.min : 0x80;
		uint8_t max = i == 1 ? lead.max : 0xBF;

		if (i >= s.n || p[i] < min || p[i] > max)
			return i;
		value = value << 6 | (p[i] & 0x3F);
	}
	*c = value;
	return lead.len;
}

size_t
utf8_put(char *p, uint32_t c)
{
	if (c < 0x80) {
		p[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		p[0] = (char)(0xC0 | c >> 6);
		p[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		p[0] = (char)(0xE0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 0x3F));
		p[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	p[0] = (char)(0xF0 | c >> 18);
	p[1] = (char)(0x80 | (c >> 12 & 0x3F));
	p[2] = (char)(0x80 | (c >> 6 & 0x3F));
	p[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

/* U+FFFD itself is three bytes, EF BF BD; a shorter one marks ill-formed bytes.
 */
static bool
ill_formed(struct str at, uint32_t c)
{
	return c == UTF8_REPLACEMENT &&
	    !(at.n >= 3 && memcmp(at.p, "\xEF\xBF\xBD", 3) == 0);
}

static bool
is_ascii(char c)
{
	return (unsigned char)c < 0x80;
}

/* How many bytes at the start are ASCII. */
static size_t
ascii_run(struct str s)
{
	size_t n = 0;

	for (uint64_t word; s.n - n >= sizeof word; n += sizeof word) {
		memcpy(&word, s.p + n, sizeof word);
		if ((word & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	while (n < s.n && is_ascii(s.p[n]))
		n++;
	return n;
}

size_t
utf8_valid(struct str s)
{
	struct str rest = s;
	size_t len = 0;
	uint32_t c;

	for (;;) {
		rest.p += len;
		rest.n -= len;
		len = ascii_run(rest);
		rest.p += len;
		rest.n -= len;
		if (rest.n == 0)
			return s.n;
		len = utf8_next(rest, &c);
		if (ill_formed(rest, c))
			return s.n - rest.n;
	}
}

struct str
utf8_cut(struct str s, size_t max)
{
	size_t n = max;

	if (s.n <= max)
		return s;
	while (n > 0 && ((uint8_t)s.p[n] & 0xC0) == 0x80)
		n--;
	return (struct str){ s.p, n };
}

static bool
unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C ||
	    (c >= 0x200E && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
	    (c >= 0x2066 && c <= 0x2069);
}

void
utf8_show(struct buf *b, struct str s, size_t max)
{
	struct str rest = utf8_cut(s, max);
	bool cut = rest.n < s.n;

	while (rest.n > 0) {
		uint32_t c;
		size_t len = utf8_next(rest, &c);

		if (unsafe(c))
			buf_fmt(b, "\\u%04x", c);
		else
			b->n += utf8_put(buf_reserve(b, UTF8_MAX), c);
		rest.p += len;
		rest.n -= len;
	}
	if (cut)
		buf_adds(b, "...");
}
