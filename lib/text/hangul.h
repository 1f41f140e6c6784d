/*
 * hangul.h - numbers in Korean words, and syllables split into letters.
 *
 * Sino-Korean counts most things (천이백 원), native Korean counts pieces,
 * people, years of age and hours up to 99 (두 개, 스무 살).  Syllables are
 * composed as in the Unicode Standard, section 3.12:  U+AC00 + (lead * 21 +
 * vowel) * 28 + tail.
 */
#ifndef CHZ_TEXT_HANGUL_H
#define CHZ_TEXT_HANGUL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

/* Appends "만이천삼" for 12003; 0 is "영". */
void hangul_sino(struct buf *, uint64_t);

/* Appends "스물한" for 21, the form before a counter; 1 to 99 only. */
void hangul_native(struct buf *, unsigned);

/* Appends the digits one by one, "공일공" for "010". */
void hangul_digits(struct buf *, struct str digits);

/* Appends the Korean name of a Latin letter, "에이" for 'A' or 'a'. */
void hangul_letter(struct buf *, char letter);

/* A syllable's parts as indexes into the alphabet's order; tail 0 is none. */
struct syllable {
	unsigned lead, vowel, tail;
};

static inline bool
hangul_split(uint32_t c, struct syllable *s)
{
	if (c < 0xAC00 || c > 0xD7A3)
		return false;
	c -= 0xAC00;
	*s = (struct syllable){ c / 588, c / 28 % 21, c % 28 };
	return true;
}

/* Its parts as letters of the compatibility block: ㄱ for lead 0 and tail 1,
 * ㅏ for vowel 0; tail 0 is 0. */
extern const uint16_t hangul_leads[19], hangul_tails[28];
enum { HANGUL_FIRST_VOWEL = 0x314F };

/* Appends the digits one by one as decimals are, "영오" for "05". */
void hangul_decimals(struct buf *, struct str digits);

/* The simple vowel that a vowel ends in: ㅏ for ㅑ and ㅘ, ㅣ for ㅢ. */
unsigned hangul_end_of(unsigned vowel);

/*
 * Draws the syllable at the end out, as "~" after it does: 네 becomes 네에,
 * 안녕 안녀엉.  False when no syllable is there.
 */
bool hangul_lengthen(struct buf *);

/* Whether the syllable at the end has a consonant at its own end, which
 * decides between 은 and 는; *c gets the character. */
bool hangul_is_closed(const struct buf *, uint32_t *c);

/* The letters of the compatibility block, U+3131 to U+3163: ㅋ, ㅠ. */
static inline bool
hangul_is_letter(uint32_t c)
{
	return c >= 0x3131 && c <= 0x3163;
}

#endif
