/*
 * collide.h - texts that XXH3 cannot tell apart, when it has no key.
 *
 * What it does to short texts can be done backwards, so that a text can be
 * made for any hash.
 */
#ifndef CHZ_COLLIDE_H
#define CHZ_COLLIDE_H

#define XXH_INLINE_ALL
#include <stdint.h>
#include <string.h>
#include <xxhash.h>

#include "core/str.h"

static inline uint64_t
collide_rotated(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

/* x of x ^ rotl(x, 49) ^ rotl(x, 24): that map 63 times, since 64 times is the
 * identity. */
static inline uint64_t
collide_unrotated(uint64_t x)
{
	for (int i = 0; i < 63; i++)
		x ^= collide_rotated(x, 49) ^ collide_rotated(x, 24);
	return x;
}

/* By Newton's method; each round doubles the bits that are right. */
static inline uint64_t
collide_inverse(uint64_t odd)
{
	uint64_t x = odd;

	for (int i = 0; i < 5; i++)
		x *= 2 - odd * x;
	return x;
}

/* What XXH3 makes of 8 bytes, backwards. */
static inline uint64_t
collide_unmixed(uint64_t h)
{
	const uint64_t back = collide_inverse(UINT64_C(0x9FB21C651E98DF25));

	h ^= h >> 28 ^ h >> 56;
	h *= back;
	/* The top 35 bits are as they were. */
	h ^= (h >> 35) + 8;
	return collide_unrotated(h * back);
}

/* The eight bytes whose XXH3 without a key is `hash`. */
static inline struct str
collide_text(uint64_t hash, char out[8])
{
	uint64_t flip = collide_unmixed(XXH3_64bits("\0\0\0\0\0\0\0", 8));
	uint64_t x = collide_unmixed(hash) ^ flip;

	x = x << 32 | x >> 32;
	memcpy(out, &x, 8);
	return (struct str){ out, 8 };
}

/* Sixteen with the same: one factor of XXH3's product is made zero. */
static inline struct str
collide_long_text(uint64_t hash, char out[16])
{
	const unsigned char *secret = XXH3_kSecret;
	uint64_t part[4], lo, hi;

	memcpy(part, secret + 24, sizeof part);
	hash ^= hash >> 32;
	hash *= collide_inverse(UINT64_C(0x165667919E3779F9));
	hash ^= hash >> 37;
	lo = part[0] ^ part[1];
	hi = (hash - 16) ^ part[2] ^ part[3];
	memcpy(out, &lo, 8);
	memcpy(out + 8, &hi, 8);
	return (struct str){ out, 16 };
}

#endif
