/*
 * The kernel for AVX2: 64 bytes are two registers of 32, a comparison gives
 * 0xFF in each byte that fits, and movemask collects those as bits.
 *
 * UTF-8 is checked as in J. Keiser and D. Lemire, "Validating UTF-8 in less
 * than one instruction per byte", Software: Practice and Experience 51 (2021):
 * whether two bytes may stand side by side is decided by the high and low half
 * of the first and the high half of the second.  Each half looks up the errors
 * it could be part of; an error that all three agree on is one.
 */
#include "jsonl/kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

/* What two neighbouring bytes can be wrong in: a bit each. */
enum {
	TOO_SHORT = 1 << 0,  /* a lead byte, then no continuation */
	TOO_LONG = 1 << 1,   /* ASCII, then a continuation */
	OVERLONG_3 = 1 << 2, /* E0, then below A0 */
	TOO_LARGE = 1 << 3,  /* F4, then above 8F; F5 and more */
	SURROGATE = 1 << 4,  /* ED, then above 9F */
	OVERLONG_2 = 1 << 5, /* C0 or C1 */
	OVERLONG_4 = 1 << 6, /* F0, then below 90 */
	LARGER = 1 << 6,     /* F5 and more, then below 90 */
	TWO_CONTS = 1 << 7,  /* two continuations: right behind E0 and more */
	/* What the low half of the first byte has no say in. */
	ANY_LOW = TOO_SHORT | TOO_LONG | TWO_CONTS,
	/* Above F4, whatever the low half. */
	ABOVE = ANY_LOW | TOO_LARGE | LARGER
};

/* A table for each 16-byte lane, since vpshufb looks up within lanes. */
AVX2 static inline __m256i
table(const uint8_t t[16])
{
	return _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const __m128i *)(const void *)t));
}

/* The errors that each value of a half byte could be part of. */
static const uint8_t first_high[16] = { TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
	TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TWO_CONTS, TWO_CONTS, TWO_CONTS,
	TWO_CONTS, TOO_SHORT | OVERLONG_2, TOO_SHORT,
	TOO_SHORT | OVERLONG_3 | SURROGATE,
	TOO_SHORT | TOO_LARGE | LARGER | OVERLONG_4 };
static const uint8_t first_low[16] = {
	ANY_LOW | OVERLONG_2 | OVERLONG_3 | OVERLONG_4, ANY_LOW | OVERLONG_2,
	ANY_LOW, ANY_LOW, ANY_LOW | TOO_LARGE, ABOVE, ABOVE, ABOVE, ABOVE,
	ABOVE, ABOVE, ABOVE, ABOVE, ABOVE | SURROGATE, ABOVE, ABOVE
};
static const uint8_t second_high[16] = { TOO_SHORT, TOO_SHORT, TOO_SHORT,
	TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
	TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | LARGER | OVERLONG_4,
	TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE,
	TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE,
	TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE, TOO_SHORT,
	TOO_SHORT, TOO_SHORT, TOO_SHORT };

AVX2 static inline __m256i
load(const char *p)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

AVX2 static inline __m256i
high_half(__m256i v)
{
	return _mm256_and_si256(
	    _mm256_srli_epi16(v, 4), _mm256_set1_epi8(0x0F));
}

/*
 * Nonzero bytes where the 32 bytes at `p` are ill-formed, together with the
 * three before them.  The neighbours come by loads one to three bytes back,
 * which cost less than shifting registers.
 */
AVX2 static inline __m256i
utf8_errors(const char *p, __m256i v)
{
	const __m256i low = _mm256_set1_epi8(0x0F);
	__m256i before = load(p - 1);
	__m256i pairs = _mm256_and_si256(
	    _mm256_and_si256(
		_mm256_shuffle_epi8(table(first_high), high_half(before)),
		_mm256_shuffle_epi8(
		    table(first_low), _mm256_and_si256(before, low))),
	    _mm256_shuffle_epi8(table(second_high), high_half(v)));
	/* The third byte of three and the third and fourth of four must be
	 * continuations behind one: just where TWO_CONTS (0x80) is right. */
	__m256i third = _mm256_subs_epu8(
	    load(p - 2), _mm256_set1_epi8((char)(0xE0 - 0x80)));
	__m256i fourth = _mm256_subs_epu8(
	    load(p - 3), _mm256_set1_epi8((char)(0xF0 - 0x80)));
	__m256i wanted = _mm256_and_si256(
	    _mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));

	return _mm256_xor_si256(pairs, wanted);
}

/* The bits of two comparisons, side by side. */
AVX2 static inline uint64_t
bits(__m256i a, __m256i b)
{
	return (uint32_t)_mm256_movemask_epi8(a) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

AVX2 static inline uint64_t
equal(__m256i a, __m256i b, char c)
{
	const __m256i all = _mm256_set1_epi8(c);

	return bits(_mm256_cmpeq_epi8(a, all), _mm256_cmpeq_epi8(b, all));
}

/* Backslashes, and bytes that 0x1F is not below, so control characters. */
AVX2 static inline __m256i
odd(__m256i v)
{
	const __m256i last = _mm256_set1_epi8(0x1F);

	return _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\')),
	    _mm256_cmpeq_epi8(_mm256_max_epu8(v, last), last));
}

AVX2 bool
kernel_avx2(struct kernel_state *s, const char *p, size_t n, uint32_t at)
{
	__m256i errors = _mm256_setzero_si256();

	for (const char *end = p + n * CHUNK; p < end; p += CHUNK) {
		__m256i a = load(p), b = load(p + 32);
		struct masks m = { .quote = equal(a, b, '"'),
			.newline = equal(a, b, '\n'),
			.odd = bits(odd(a), odd(b)) };

		errors = _mm256_or_si256(errors,
		    _mm256_or_si256(utf8_errors(p, a), utf8_errors(p + 32, b)));
		if ((m.odd & ~m.newline) != 0 || s->escaped) {
			m.backslash = equal(a, b, '\\');
			kernel_odd(s, &m, at);
		}
		kernel_marks(s->ix, &m, at);
		at += CHUNK;
	}
	return _mm256_testz_si256(errors, errors);
}

#endif
