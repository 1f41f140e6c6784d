/*
 * ranges.h - from one number to another, "3~5개"; neighbours are "about so
 * many": 두세 개, 이삼일.  And what else "~" is for: an end left open, and a
 * syllable drawn out.
 */
#ifndef CHZ_VOICE_RANGES_H
#define CHZ_VOICE_RANGES_H

#include "voice/aloud.h"

/* Readers; see aloud.h. */
bool ranges_read(struct aloud *);       /* at the first number */
bool ranges_read_tilde(struct aloud *); /* at any other "~" */

#endif
