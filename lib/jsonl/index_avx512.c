/*
 * The kernel for AVX-512 with VBMI2: all 64 bytes in one register, comparisons
 * that answer with the 64 bits themselves, and an instruction (vpcompressb)
 * that gathers the numbers of the set bits.  UTF-8 is checked as in
 * utf8_pairs.h.
 */
#include "jsonl/kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include "jsonl/utf8_pairs.h"

#define AVX512                                                                 \
	__attribute__((                                                        \
	    target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,bmi2,popcnt")))

AVX512 static inline __m512i
load(const char *p)
{
	return _mm512_loadu_si512((const void *)p);
}

AVX512 static inline __m512i
table(const uint8_t t[16])
{
	return _mm512_broadcast_i32x4(
	    _mm_loadu_si128((const __m128i *)(const void *)t));
}

AVX512 static inline __m512i
high_half(__m512i v)
{
	return _mm512_and_si512(
	    _mm512_srli_epi16(v, 4), _mm512_set1_epi8(0x0F));
}

/* Nonzero where the bytes at `p` and the three before them are ill-formed. */
AVX512 static inline __m512i
utf8_errors(const char *p, __m512i v)
{
	__m512i before = load(p - 1);
	__m512i low = _mm512_and_si512(before, _mm512_set1_epi8(0x0F));
	__m512i first = _mm512_and_si512(
	    _mm512_shuffle_epi8(table(utf8_first_high), high_half(before)),
	    _mm512_shuffle_epi8(table(utf8_first_low), low));
	__m512i pairs = _mm512_and_si512(
	    first, _mm512_shuffle_epi8(table(utf8_second_high), high_half(v)));
	__m512i third = _mm512_subs_epu8(
	    load(p - 2), _mm512_set1_epi8((char)(0xE0 - 0x80)));
	__m512i fourth = _mm512_subs_epu8(
	    load(p - 3), _mm512_set1_epi8((char)(0xF0 - 0x80)));
	__m512i wanted = _mm512_and_si512(
	    _mm512_or_si512(third, fourth), _mm512_set1_epi8((char)0x80));

	return _mm512_xor_si512(pairs, wanted);
}

AVX512 static inline uint64_t
equal(__m512i v, char c)
{
	return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(c));
}

static const uint8_t numbers[64] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
	13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
	31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48,
	49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63 };

/* Lists the set bits, 16 at a time: more than most chunks have. */
AVX512 static inline void
list_marks(struct index *ix, uint64_t marks, uint32_t at)
{
	uint32_t *to = ix->mark + ix->n_marks;
	unsigned n = (unsigned)_mm_popcnt_u64(marks);
	__m512i all =
	    _mm512_maskz_compress_epi8(marks, load((const char *)numbers));
	__m512i base = _mm512_set1_epi32((int)at);
	uint8_t rest[64];

	_mm512_storeu_si512(to,
	    _mm512_add_epi32(
		base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(all))));
	ix->n_marks += n;
	if (n <= 16)
		return;
	_mm512_storeu_si512(rest, all);
	for (unsigned i = 16; i < n; i++)
		to[i] = at + rest[i];
}

AVX512 bool
kernel_avx512(struct kernel_state *s, const char *p, size_t n, uint32_t at)
{
	const __m512i last_control = _mm512_set1_epi8(0x1F);
	__m512i errors = _mm512_setzero_si512();

	for (const char *end = p + n * CHUNK; p < end; p += CHUNK) {
		__m512i v = load(p);
		uint64_t quote = equal(v, '"'), newline = equal(v, '\n');
		uint64_t backslash = equal(v, '\\');
		uint64_t odd =
		    (_mm512_cmple_epu8_mask(v, last_control) | backslash) &
		    ~newline;

		errors = _mm512_or_si512(errors, utf8_errors(p, v));
		if (odd != 0 || s->escaped)
			quote = kernel_odd(s, quote, backslash, odd, at);
		kernel_ends(s->ix, quote | newline, newline);
		list_marks(s->ix, quote | newline, at);
		at += CHUNK;
	}
	return _mm512_test_epi8_mask(errors, errors) == 0;
}

#endif
