/* Encodes and decodes parts of addresses. */
#include <string.h>

#include "core/url.h"

void
url_put(struct buf *b, struct str s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\0' && strchr(plain, s.p[i]) != NULL)
			buf_addc(b, s.p[i]);
		else
			buf_fmt(b, "%%%02X", (unsigned char)s.p[i]);
}

void
url_put_field(struct buf *b, const char *name, struct str value)
{
	if (value.p == NULL)
		return;
	if (b->n > 0 && b->p[b->n - 1] != '?')
		buf_addc(b, '&');
	buf_fmt(b, "%s=", name);
	url_put(b, value);
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void
decode(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '%' && s.n - i > 2 && digit(s.p[i + 1]) >= 0 &&
		    digit(s.p[i + 2]) >= 0) {
			buf_addc(b,
			    (char)(digit(s.p[i + 1]) << 4 | digit(s.p[i + 2])));
			i += 2;
		} else {
			buf_addc(b, s.p[i] == '+' ? ' ' : s.p[i]);
		}
}

bool
url_field(struct str query, const char *name, struct buf *value)
{
	while (query.n > 0) {
		struct str text = str_cut(&query, '&');

		if (!str_is(str_cut(&text, '='), name))
			continue;
		decode(value, text);
		return true;
	}
	return false;
}

struct str
url_query(struct str url)
{
	struct str before = str_cut(&url, '#');

	str_cut(&before, '?');
	return before;
}
