/* Makes numbers of ids. */
#define XXH_INLINE_ALL
#include <string.h>
#include <xxhash.h>

#include "core/id128.h"

#if defined(__SSE2__)
#include <emmintrin.h>

/* The values of 16 digits, a byte each; *wrong where one is none. */
static inline __m128i
values_of(const char *p, __m128i *wrong)
{
	__m128i c = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i letter = _mm_cmpgt_epi8(c, _mm_set1_epi8('9'));
	__m128i value = _mm_sub_epi8(_mm_sub_epi8(c, _mm_set1_epi8('0')),
	    _mm_and_si128(letter, _mm_set1_epi8('a' - '9' - 1)));
	__m128i most = _mm_set1_epi8(15);

	/* Whatever is no digit is below 0 or above 15 now; no letter has come
	 * down to where the digits are. */
	*wrong = _mm_or_si128(
	    *wrong, _mm_xor_si128(_mm_max_epu8(value, most), most));
	*wrong = _mm_or_si128(*wrong,
	    _mm_and_si128(letter, _mm_cmplt_epi8(value, _mm_set1_epi8(10))));
	return value;
}

/* Two digits a byte, in the low half of every 16 bits. */
static inline __m128i
pairs_of(__m128i value)
{
	return _mm_and_si128(
	    _mm_or_si128(_mm_slli_epi16(value, 4), _mm_srli_epi16(value, 8)),
	    _mm_set1_epi16(0xFF));
}

static bool
parse(const char *p, struct id128 *out)
{
	__m128i wrong = _mm_setzero_si128();
	__m128i first = values_of(p, &wrong), last = values_of(p + 16, &wrong);
	__m128i bytes = _mm_packus_epi16(pairs_of(first), pairs_of(last));
	uint64_t word[2];

	_mm_storeu_si128((__m128i *)(void *)word, bytes);
	out->hi = __builtin_bswap64(word[0]);
	out->lo = __builtin_bswap64(word[1]);
	return _mm_movemask_epi8(_mm_cmpeq_epi8(wrong, _mm_setzero_si128())) ==
	    0xFFFF;
}

#else

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

static bool
parse(const char *p, struct id128 *out)
{
	uint32_t part[4];

	for (int i = 0; i < 4; i++)
		if (!parse_8(p + i * 8, &part[i]))
			return false;
	out->hi = (uint64_t)part[0] << 32 | part[1];
	out->lo = (uint64_t)part[2] << 32 | part[3];
	return true;
}

#endif

bool
id128_parse(struct str s, struct id128 *out)
{
	return s.n == ID128_DIGITS && parse(s.p, out);
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
