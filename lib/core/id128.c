/* Makes numbers of ids. */
#include <string.h>
#include <xxhash.h>

#include "core/id128.h"

/*
 * Eight digits at a time in one word: a digit's value is its low nibble, plus
 * 9 for a letter (bit 6 set).  The sums push whatever is out of range into the
 * top bit of its byte.
 */
static bool
parse_8(const char *p, uint32_t *out)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t c, letter, value, low, high;

	memcpy(&c, p, sizeof c);
	if ((c & tops) != 0)
		return false;
	letter = (c >> 6) & ones;
	/* '0'..'9' or 'a'..'f', by the letter bit */
	low = c + (0x80 - '0') * ones - letter * ('a' - '0');
	high = c + (0x7f - '9') * ones - letter * ('f' - '9');
	if ((low & tops) != tops || (high & tops) != 0)
		return false;
	value = (c & (0x0f * ones)) + letter * 9;
	/* The first digit is the lowest byte here, the highest in the number.
	 */
	value = (value << 4 | value >> 8) & UINT64_C(0x00ff00ff00ff00ff);
	value = (value << 8 | value >> 16) & UINT64_C(0x0000ffff0000ffff);
	*out = (uint32_t)(value << 16 | value >> 32);
	return true;
}

bool
id128_parse(struct str s, struct id128 *out)
{
	uint32_t part[4];

	if (s.n != ID128_DIGITS)
		return false;
	for (int i = 0; i < 4; i++)
		if (!parse_8(s.p + i * 8, &part[i]))
			return false;
	out->hi = (uint64_t)part[0] << 32 | part[1];
	out->lo = (uint64_t)part[2] << 32 | part[3];
	return true;
}

struct id128
id128_of(struct str s)
{
	struct id128 id;
	XXH128_hash_t hash;

	if (id128_parse(s, &id))
		return id;
	hash = XXH3_128bits(s.p != NULL ? s.p : "", s.n);
	return (struct id128){ hash.high64, hash.low64 };
}

void
id128_put(char *p, struct id128 id)
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < 16; i++) {
		p[i] = digits[id.hi >> (60 - i * 4) & 15];
		p[i + 16] = digits[id.lo >> (60 - i * 4) & 15];
	}
}
