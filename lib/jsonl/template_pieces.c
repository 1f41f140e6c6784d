/*
 * All differences are ORed together and looked at once, at the end: most lines
 * fit, and a branch for each piece would cost more than it could save.
 */
#include <stdlib.h>

#include "jsonl/template_pieces.h"
#include "jsonl/word.h"

static bool
pieces_fit_scalar(const struct template *t, const struct indexed_line *line)
{
	uint64_t differs = 0;

	for (unsigned i = 0; i < t->n_pieces; i++) {
		const struct template_piece *piece = &t->piece[i];
		const char *p = anchor_in(line, piece->at);

		for (int k = 0; k < PIECE / 8; k++) {
			uint64_t word;

			memcpy(&word, p + k * 8, sizeof word);
			differs |= (word ^ piece->text[k]) & piece->mask[k];
		}
	}
	return differs == 0;
}

bool (*template_pieces_fit)(
    const struct template *, const struct indexed_line *) = pieces_fit_scalar;

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

AVX2 static bool
pieces_fit_avx2(const struct template *t, const struct indexed_line *line)
{
	__m256i differs = _mm256_setzero_si256();

	for (const struct template_piece *piece = t->piece,
					 *end = piece + t->n_pieces;
	     piece < end; piece++) {
		const void *p = anchor_in(line, piece->at);
		__m256i here = _mm256_loadu_si256(p);
		__m256i text = _mm256_loadu_si256((const void *)piece->text);
		__m256i mask = _mm256_loadu_si256((const void *)piece->mask);

		differs = _mm256_or_si256(differs,
		    _mm256_and_si256(_mm256_xor_si256(here, text), mask));
	}
	return _mm256_testz_si256(differs, differs);
}

__attribute__((constructor)) static void
choose(void)
{
	const char *forced = getenv("CHZ_SIMD");

	__builtin_cpu_init();
	if ((forced == NULL || strcmp(forced, "scalar") != 0) &&
	    __builtin_cpu_supports("avx2"))
		template_pieces_fit = pieces_fit_avx2;
}
#endif
