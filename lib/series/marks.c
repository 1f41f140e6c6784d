#include <stdlib.h>

#include "core/mem.h"
#include "series/marks.h"

/* In the order of their codes, so that texts sort as the numbers do. */
static const char digits[] =
    "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

static int
ascending(const void *a, const void *b)
{
	uint32_t l = *(const uint32_t *)a, r = *(const uint32_t *)b;

	return l < r ? -1 : l > r;
}

void
marks_put(struct buf *b, const struct distinct *users)
{
	uint32_t few[64], *mark = few, n = users->n;
	char *p = buf_reserve(b, (size_t)n * MARKS_DIGITS);

	if (n > sizeof few / sizeof *few)
		mark = xreallocarray(NULL, n, sizeof *mark);
	for (uint32_t i = 0; i < n; i++)
		mark[i] = (uint32_t)id128_hash(users->ids[i]) & 0x3fffffff;
	qsort(mark, n, sizeof *mark, ascending);
	for (uint32_t i = 0; i < n; i++)
		for (int shift = 24; shift >= 0; shift -= 6)
			*p++ = digits[mark[i] >> shift & 63];
	b->n += (size_t)n * MARKS_DIGITS;
	if (mark != few)
		free(mark);
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

size_t
marks_count(uint32_t *mark, size_t n)
{
	size_t different = 0;

	qsort(mark, n, sizeof *mark, ascending);
	for (size_t i = 0; i < n; i++)
		different += i == 0 || mark[i] != mark[i - 1];
	return different;
}
