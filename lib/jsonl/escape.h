/*
 * escape.h - which bytes a JSON string cannot have as they are.
 *
 * Inline: in a document that is encoded as a string of another the next one
 * is eight bytes away.
 */
#ifndef CHZ_JSONL_ESCAPE_H
#define CHZ_JSONL_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* The offset of the first quote, backslash or control character among the `n`
 * bytes at `p`; `n` when there is none. */
static inline size_t escape_find(const char *p, size_t n);

/* Behind the opening quote of a string that a scan has found good: where its
 * closing quote is.  Sets *escaped when there is a backslash before it. */
static inline const char *escape_end(
    const char *p, const char *end, bool *escaped);

/* ---- private ---- */

static inline bool
escape_needed(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

#if defined(__SSE2__)

enum { ESCAPE_STEP = 16 };

/* A bit for each of 16 bytes.  A byte is a control character when the larger
 * of it and 0x1F, as unsigned numbers, is 0x1F.  SSE2 is in every x86-64, so
 * there is nothing to choose. */
static inline unsigned
escape_in_step(const char *p)
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

enum { ESCAPE_STEP = 4 };

static inline unsigned
escape_in_step(const char *p)
{
	unsigned found = 0;

	for (int i = 0; i < ESCAPE_STEP; i++)
		found |= (unsigned)escape_needed(p[i]) << i;
	return found;
}

#endif

/* Without the bits of a backslash, bit `i`, and of what it escapes. */
static inline unsigned
escape_passed(unsigned found, int i)
{
	return found & ~(3U << i);
}

static inline size_t
escape_find(const char *p, size_t n)
{
	size_t i = 0;

	for (; n - i >= ESCAPE_STEP; i += ESCAPE_STEP) {
		unsigned found = escape_in_step(p + i);

		if (found != 0)
			return i + (size_t)__builtin_ctz(found);
	}
	while (i < n && !escape_needed(p[i]))
		i++;
	return i;
}

/* In the last few bytes. */
static inline const char *
escape_end_slowly(const char *p, const char *end, bool *escaped)
{
	while (p < end && *p != '"') {
		*escaped |= *p == '\\';
		p += *p == '\\' ? 2 : 1;
	}
	return p < end ? p : end;
}

static inline const char *
escape_end(const char *p, const char *end, bool *escaped)
{
	const char *next;

	for (; end - p >= ESCAPE_STEP; p = next) {
		unsigned found = escape_in_step(p);

		next = p + ESCAPE_STEP;
		while (found != 0) {
			int i = __builtin_ctz(found);

			if (p[i] == '"')
				return p + i;
			*escaped = true;
			found = escape_passed(found, i);
			if (i + 1 == ESCAPE_STEP)
				next++;
		}
	}
	return escape_end_slowly(p, end, escaped);
}

#endif
