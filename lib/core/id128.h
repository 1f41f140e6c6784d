/*
 * id128.h - an id as a 128-bit number.
 *
 * A Chzzk user id is 32 lower-case hexadecimal digits: the number is the id
 * itself, so comparing is exact.  Any other text gets its XXH3 128-bit hash,
 * which for billions of ids has odds of one in 2^64 that any two agree.
 */
#ifndef CHZ_CORE_ID128_H
#define CHZ_CORE_ID128_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

struct id128 {
	uint64_t hi, lo;
};

enum { ID128_DIGITS = 32 };

static inline bool
id128_eq(struct id128 a, struct id128 b)
{
	return ((a.lo ^ b.lo) | (a.hi ^ b.hi)) == 0;
}

/* False when the text is not 32 lower-case hexadecimal digits. */
bool id128_parse(struct str, struct id128 *out);
/* The number of any text. */
struct id128 id128_of(struct str);
/* Writes ID128_DIGITS bytes, no NUL. */
void id128_put(char *p, struct id128);

/* Ids from one source may share bits anywhere: mixes both words.  The same
 * everywhere, for marks.h; tables are for hash.h's. */
static inline uint64_t
id128_hash(struct id128 id)
{
	uint64_t h = (id.hi ^ id.lo >> 32) * UINT64_C(0x9e3779b97f4a7c15);

	return (h ^ h >> 32 ^ id.lo) * UINT64_C(0xd6e8feb86659fd93) >> 32;
}

#endif
