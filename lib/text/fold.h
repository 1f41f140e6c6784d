/*
 * fold.h - texts without disguises, to look for words in.
 *
 * The text becomes a row of symbols, in which all these are the same:
 *	case, full width, accents, letters of other scripts that look alike,
 *	circled and regional letters, invisible characters;
 *	syllables and the letters they consist of, 바 and ㅂㅏ, ㅄ and ㅂㅅ;
 *	a letter and its repetitions, also 바 and 바아아;
 *	Latin letters and the digits and signs in their place, sh1t and $hit.
 * What is neither letter nor digit is no symbol but a gap before one; so are
 * digits between syllables, 바1보.  Each symbol knows where it came from, so
 * that the caller can still distinguish 가고 from 각.  Codes of emotes are
 * gaps.
 */
#ifndef CHZ_TEXT_FOLD_H
#define CHZ_TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

enum {
	FOLD_LATIN = 0,   /* classes of a to z */
	FOLD_HANGUL = 26, /* of Korean letters */
	FOLD_OTHER = 59,  /* all the rest, a few for many */
	FOLD_CLASSES = 64,
	FOLD_GAP_LONGEST = 16 /* characters; longer gaps are FOLD_BROKEN */
};

/* A symbol's place in its syllable; FOLD_LONE when it stands for itself. */
enum fold_part { FOLD_LONE, FOLD_LEAD, FOLD_VOWEL, FOLD_TAIL };

/* What is between a symbol and the one before: nothing; marks; marks and a
 * space, also before the first; too much. */
enum fold_gap { FOLD_JOINED, FOLD_TIGHT, FOLD_SPACED, FOLD_BROKEN };

struct fold_symbol {
	uint32_t c;       /* lower case, a Korean letter as U+3131 to U+3163 */
	uint8_t class;    /* the same for what may stand for one another */
	uint8_t part;     /* enum fold_part */
	uint8_t gap;      /* enum fold_gap */
	uint8_t run;      /* how often it was repeated, at most 255 */
	bool in_syllable; /* its syllable goes on after it */
};

struct folded {
	struct fold_symbol *at;
	size_t n;
	/* private */
	size_t cap;
	uint8_t gap, gap_length;
	struct buf composed;
};

/* Replaces what is in there, zero at first.  No allocation once there was a
 * text as long. */
void fold(struct folded *, struct str text);
void fold_free(struct folded *);

#endif
