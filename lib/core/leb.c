/* Writes and reads numbers as bytes. */
#include "core/leb.h"

enum { BYTES_MAX = 10 /* of a 64-bit number */, WORD = 8 };

static void
cut(struct str *from, size_t n)
{
	from->p += n;
	from->n -= n;
}

void
leb_put(struct buf *b, uint64_t n)
{
	for (; n > 127; n >>= 7)
		buf_addc(b, (char)(n | 128));
	buf_addc(b, (char)n);
}

bool
leb_take(struct str *from, uint64_t *n)
{
	*n = 0;
	for (unsigned i = 0; i < BYTES_MAX && i < from->n; i++) {
		unsigned char c = (unsigned char)from->p[i];

		*n |= (uint64_t)(c & 127) << (7 * i);
		if (c < 128) {
			cut(from, i + 1);
			return true;
		}
	}
	return false;
}

void
leb_put_signed(struct buf *b, int64_t n)
{
	leb_put(b, (uint64_t)n << 1 ^ (n < 0 ? UINT64_MAX : 0));
}

bool
leb_take_signed(struct str *from, int64_t *n)
{
	uint64_t u;

	if (!leb_take(from, &u))
		return false;
	*n = (int64_t)(u >> 1 ^ (0 - (u & 1)));
	return true;
}

void
leb_put_word(struct buf *b, uint64_t word)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		buf_addc(b, (char)(word >> shift));
}

bool
leb_take_word(struct str *from, uint64_t *word)
{
	if (from->n < WORD)
		return false;
	*word = 0;
	for (int i = 0; i < WORD; i++)
		*word = *word << 8 | (unsigned char)from->p[i];
	cut(from, WORD);
	return true;
}
