/* Finds what has to be escaped. */
#include <stdbool.h>
#include <stdint.h>

#include "jsonl/escape.h"

static bool
must_escape(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

#if defined(__SSE2__)
#include <emmintrin.h>

enum { STEP = 16 };

/* A bit for each of 16 bytes.  A byte is a control character when the larger
 * of it and 0x1F, as unsigned numbers, is 0x1F.  SSE2 is in every x86-64, so
 * there is nothing to choose. */
static unsigned
find_in_step(const char *p)
{
	const __m128i last = _mm_set1_epi8(0x1F);
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i found =
	    _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
			     _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))),
		_mm_cmpeq_epi8(_mm_max_epu8(v, last), last));

	return (unsigned)_mm_movemask_epi8(found);
}

#else

enum { STEP = 4 };

static unsigned
find_in_step(const char *p)
{
	unsigned found = 0;

	for (int i = 0; i < STEP; i++)
		found |= (unsigned)must_escape(p[i]) << i;
	return found;
}

#endif

size_t
escape_find(const char *p, size_t n)
{
	size_t i = 0;

	for (; n - i >= STEP; i += STEP) {
		unsigned found = find_in_step(p + i);

		if (found != 0)
			return i + (size_t)__builtin_ctz(found);
	}
	while (i < n && !must_escape(p[i]))
		i++;
	return i;
}
