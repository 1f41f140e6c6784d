/* Writes, reads and counts users' marks. */
#include <stdlib.h>

#include "series/marks.h"

static const char digits[] =
    "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

void
marks_write(char *p, uint32_t mark)
{
	for (int shift = 24; shift >= 0; shift -= 6)
		*p++ = digits[mark >> shift & 63];
}

void
marks_put(struct buf *b, const struct distinct *users)
{
	char *p = buf_reserve(b, (size_t)users->n * MARKS_DIGITS);

	for (uint32_t i = 0; i < users->n; i++, p += MARKS_DIGITS)
		marks_write(p, (uint32_t)id128_hash(users->ids[i]));
	b->n += (size_t)users->n * MARKS_DIGITS;
}

static int
value_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 38;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 11;
	if (c >= '0' && c <= '9')
		return c - '0' + 1;
	return c == '-' ? 0 : c == '_' ? 37 : -1;
}

bool
marks_read(const char *p, uint32_t *mark)
{
	uint32_t bits = 0;

	for (int i = 0; i < MARKS_DIGITS; i++) {
		int value = value_of(p[i]);

		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
	}
	*mark = bits;
	return true;
}

static int
ascending(const void *a, const void *b)
{
	uint32_t l = *(const uint32_t *)a, r = *(const uint32_t *)b;

	return l < r ? -1 : l > r;
}

size_t
marks_count(uint32_t *mark, size_t n)
{
	size_t different = 0;

	qsort(mark, n, sizeof *mark, ascending);
	for (size_t i = 0; i < n; i++)
		different += i == 0 || mark[i] != mark[i - 1];
	return different;
}
