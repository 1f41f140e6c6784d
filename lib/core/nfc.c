/* Composes text by Unicode's rules, through utf8proc. */
#include <stdint.h>
#include <stdlib.h>
#include <utf8proc.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "core/nfc.h"
#include "core/utf8.h"

/*
 * Characters that compose with nothing before or after them, in the blocks that
 * chat is written in; the rest is left to the library.  Hangul jamo (1100),
 * combining marks (0300, 3099) and compatibility ideographs (F900) are among
 * the rest.
 */
static bool
is_settled(uint32_t c)
{
	return c < 0x300 || (c >= 0xAC00 && c <= 0xD7A3) || /* 가 to 힣 */
	    (c >= 0x3130 && c <= 0x318F) ||                 /* ㄱ to ㆎ */
	    (c >= 0x2010 && c <= 0x2027) || (c >= 0x4E00 && c <= 0x9FFF) ||
	    (c >= 0x1F300 && c <= 0x1FAFF);
}

/*
 * Most texts are plain by pairs of bytes: a lead byte asks for some of these
 * tests, the byte behind it fails some.
 *	1  fails always
 *	2  at 0xEA: not below 가
 *	4  at 0xED: not behind the syllables
 *	8  at 0xE3: the letters from ㅀ to ㅿ alone
 */
static const uint8_t asks[64] = {
	/* from 0xC0 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, /* U+0300 is at 0xCC */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* 0xD0 */
	1, 1, 1, 8, 1, 0, 0, 0, 0, 0, 2, 0, 0, 4, 1, 1, /* 0xE0 */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1  /* 0xF0 */
};
static const uint8_t fails[64] = { /* from 0x80 */
	11, 11, 11, 11, 11, 3, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, /* */
	11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 15, 15, 15, 15,
	15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 13, 13, 13, 13,
	13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13
};

/* Whether pairs show that all of it is settled; no branch for each byte. */
static bool
is_settled_by_pairs(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	unsigned failed = 0;

	for (size_t i = 0; i + 1 < s.n; i++) {
		unsigned lead = p[i] >= 0xC0 ? asks[p[i] - 0xC0] : 0;

		failed |= lead & fails[p[i + 1] & 0x3F];
	}
	return failed == 0;
}

#if defined(__SSE2__)

enum { PAIRS = 16 };

static inline __m128i
is(__m128i bytes, int value)
{
	return _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)value));
}

static inline __m128i
is_from(__m128i bytes, int least)
{
	return _mm_cmpeq_epi8(
	    _mm_max_epu8(bytes, _mm_set1_epi8((char)least)), bytes);
}

static inline __m128i
is_up_to(__m128i bytes, int most)
{
	return _mm_cmpeq_epi8(
	    _mm_min_epu8(bytes, _mm_set1_epi8((char)most)), bytes);
}

/* The pairs at `p` that fail; the same rules. */
static inline __m128i
failing_pairs(const char *p)
{
	__m128i lead = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i next = _mm_loadu_si128((const __m128i *)(const void *)(p + 1));
	__m128i always =
	    _mm_or_si128(_mm_or_si128(is(lead, 0xE4), is_from(lead, 0xEE)),
		_mm_and_si128(is_from(lead, 0xCC), is_up_to(lead, 0xE2)));
	__m128i letters = _mm_andnot_si128(is(next, 0x85), is(lead, 0xE3));
	__m128i below = _mm_and_si128(is(lead, 0xEA), is_up_to(next, 0xAF));
	__m128i behind = _mm_and_si128(is(lead, 0xED), is_from(next, 0x9E));

	return _mm_or_si128(
	    _mm_or_si128(always, letters), _mm_or_si128(below, behind));
}

static bool
is_settled_by_blocks(struct str s)
{
	const char *last = s.p + s.n - PAIRS - 1;
	__m128i failed = failing_pairs(last);

	for (const char *p = s.p; p < last; p += PAIRS)
		failed = _mm_or_si128(failed, failing_pairs(p));
	return _mm_movemask_epi8(failed) == 0;
}

static bool
is_settled_at_once(struct str s)
{
	return s.n > PAIRS ? is_settled_by_blocks(s) : is_settled_by_pairs(s);
}

#else

static bool
is_settled_at_once(struct str s)
{
	return is_settled_by_pairs(s);
}

#endif

/* A syllable without a final consonant composes with one that follows, but
 * that one is a jamo and so not settled. */
bool
nfc_is_plain(struct str s)
{
	if (is_settled_at_once(s))
		return true;
	while (s.n > 0) {
		uint32_t c;
		size_t n = utf8_next(s, &c);

		if (!is_settled(c))
			return false;
		s.p += n;
		s.n -= n;
	}
	return true;
}

struct str
nfc(struct str text, struct buf *room)
{
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t n;

	if (nfc_is_plain(text))
		return text;
	n = utf8proc_map((const utf8proc_uint8_t *)text.p,
	    (utf8proc_ssize_t)text.n, &out,
	    (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
	if (n < 0)
		return text;
	room->n = 0;
	buf_add(room, out, (size_t)n);
	free(out);
	return buf_view(room);
}
