/*
 * word.h - eight bytes at once, the first one lowest on every machine.
 */
#ifndef CHZ_JSONL_WORD_H
#define CHZ_JSONL_WORD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t
word_load(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof w);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	w = __builtin_bswap64(w);
#endif
	return w;
}

/* The first `n` of the eight bytes at `p`, n from 0 to 8, then zeros. */
static inline uint64_t
word_first(const char *p, size_t n)
{
	return n == 0 ? 0 : word_load(p) & UINT64_MAX >> (64 - 8 * n);
}

#endif
