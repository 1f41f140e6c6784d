/* Encodes and decodes base64. */
#include <stdint.h>
#include <string.h>

#include "core/base64.h"

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
base64_put(struct buf *b, struct str bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	char *to = buf_reserve(b, (bytes.n + 2) / 3 * 4);

	for (size_t i = 0; i < bytes.n; i += 3) {
		size_t left = bytes.n - i;
		uint32_t three = (uint32_t)p[i] << 16;

		if (left > 1)
			three |= (uint32_t)p[i + 1] << 8;
		if (left > 2)
			three |= p[i + 2];
		*to++ = digits[three >> 18];
		*to++ = digits[three >> 12 & 63];
		*to++ = left > 1 ? digits[three >> 6 & 63] : '=';
		*to++ = left > 2 ? digits[three & 63] : '=';
	}
	b->n = (size_t)(to - b->p);
}

/* A digit's value, 64 or more for anything else. */
static uint32_t
value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a') + 26;
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0') + 52;
	return c == '+' ? 62 : c == '/' ? 63 : 64;
}

/* How many '=' end the text. */
static size_t
padding(struct str text)
{
	size_t n = 0;

	while (n < 2 && n < text.n && text.p[text.n - 1 - n] == '=')
		n++;
	return n;
}

bool
base64_get(struct buf *b, struct str text)
{
	size_t pad = padding(text), start = b->n;
	uint32_t bits = 0, have = 0;
	char *to = buf_reserve(b, text.n / 4 * 3 + 3);

	if (text.n % 4 != 0)
		return false;
	for (size_t i = 0; i < text.n - pad; i++) {
		uint32_t value = value_of(text.p[i]);

		if (value > 63)
			return false;
		bits = bits << 6 | value;
		have += 6;
		if (have >= 8) {
			have -= 8;
			*to++ = (char)(bits >> have);
			bits &= (1u << have) - 1;
		}
	}
	if (bits != 0) /* what the padding hides is 0 */
		return false;
	b->n = (size_t)(to - b->p);
	return b->n >= start;
}
