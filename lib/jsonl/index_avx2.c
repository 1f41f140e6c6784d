/*
 * The kernel for AVX2: 64 bytes are two registers of 32, a comparison gives
 * 0xFF in each byte that fits, and movemask collects those as bits.  UTF-8 is
 * checked as in utf8_pairs.h.
 */
#include "jsonl/kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include "jsonl/utf8_pairs.h"

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

/* A table for each 16-byte lane, since vpshufb looks up within lanes. */
AVX2 static inline __m256i
table(const uint8_t t[16])
{
	return _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const __m128i *)(const void *)t));
}

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
		_mm256_shuffle_epi8(table(utf8_first_high), high_half(before)),
		_mm256_shuffle_epi8(
		    table(utf8_first_low), _mm256_and_si256(before, low))),
	    _mm256_shuffle_epi8(table(utf8_second_high), high_half(v)));
	/* The third byte of three and the third and fourth of four must be
	 * continuations after one: just where TWO_CONTS (0x80) is right. */
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

/*
 * Lists the set bits.  A branch for each would be guessed wrong at the end of
 * every chunk, so the first dozen, more than most chunks have, are written
 * without any: tzcnt of nothing is 64 and does no harm, n says what counts.
 */
AVX2 static inline void
list_marks(struct index *ix, uint64_t marks, uint32_t at)
{
	enum { USUAL = 12 };
	uint32_t *to = ix->mark + ix->n_marks;

	ix->n_marks += (unsigned)_mm_popcnt_u64(marks);
	for (int i = 0; i < USUAL; i++) {
		to[i] = at + (uint32_t)_tzcnt_u64(marks);
		marks = _blsr_u64(marks);
	}
	for (to += USUAL; marks != 0; marks = _blsr_u64(marks))
		*to++ = at + (uint32_t)_tzcnt_u64(marks);
}

AVX2 bool
kernel_avx2(struct kernel_state *s, const char *p, size_t n, uint32_t at)
{
	__m256i errors = _mm256_setzero_si256();

	for (const char *end = p + n * CHUNK; p < end; p += CHUNK) {
		__m256i a = load(p), b = load(p + 32);
		uint64_t quote = equal(a, b, '"'), newline = equal(a, b, '\n');
		uint64_t odds = bits(odd(a), odd(b)) & ~newline;

		errors = _mm256_or_si256(errors,
		    _mm256_or_si256(utf8_errors(p, a), utf8_errors(p + 32, b)));
		if (odds != 0 || s->escaped)
			quote =
			    kernel_odd(s, quote, equal(a, b, '\\'), odds, at);
		kernel_ends(s->ix, quote | newline, newline);
		list_marks(s->ix, quote | newline, at);
		at += CHUNK;
	}
	return _mm256_testz_si256(errors, errors);
}

#endif
