/*
 * utf8_pairs.h - which bytes may stand side by side in UTF-8.
 *
 * UTF-8 is checked as in J. Keiser and D. Lemire, "Validating UTF-8 in less
 * than one instruction per byte", Software: Practice and Experience 51 (2021):
 * whether two bytes may stand side by side is decided by the high and low half
 * of the first and the high half of the second.  Each half looks up the errors
 * it could be part of; an error that all three agree on is one.
 *
 * Pairs do not show whether a third or fourth byte is due; TWO_CONTS does,
 * together with the bytes two and three places back.
 */
#ifndef CHZ_JSONL_UTF8_PAIRS_H
#define CHZ_JSONL_UTF8_PAIRS_H

#include <stdint.h>

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
	TWO_CONTS = 1 << 7,  /* two continuations: right after E0 and more */
	/* Errors that do not depend on the low half of the first byte. */
	ANY_LOW = TOO_SHORT | TOO_LONG | TWO_CONTS,
	/* Above F4, whatever the low half. */
	ABOVE = ANY_LOW | TOO_LARGE | LARGER
};

/* The errors that each value of a half byte could be part of. */
static const uint8_t utf8_first_high[16] = { TOO_LONG, TOO_LONG, TOO_LONG,
	TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TWO_CONTS, TWO_CONTS,
	TWO_CONTS, TWO_CONTS, TOO_SHORT | OVERLONG_2, TOO_SHORT,
	TOO_SHORT | OVERLONG_3 | SURROGATE,
	TOO_SHORT | TOO_LARGE | LARGER | OVERLONG_4 };
static const uint8_t utf8_first_low[16] = {
	ANY_LOW | OVERLONG_2 | OVERLONG_3 | OVERLONG_4, ANY_LOW | OVERLONG_2,
	ANY_LOW, ANY_LOW, ANY_LOW | TOO_LARGE, ABOVE, ABOVE, ABOVE, ABOVE,
	ABOVE, ABOVE, ABOVE, ABOVE, ABOVE | SURROGATE, ABOVE, ABOVE
};
static const uint8_t utf8_second_high[16] = { TOO_SHORT, TOO_SHORT, TOO_SHORT,
	TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
	TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | LARGER | OVERLONG_4,
	TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE,
	TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE,
	TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE, TOO_SHORT,
	TOO_SHORT, TOO_SHORT, TOO_SHORT };

#endif
