/*
 * spoken.h - how long a text takes to be said.
 *
 * An estimate for a voice of normal speed, from measurements with Korean
 * voices: five to six syllables a second, pauses at marks.  Good for limits
 * and for finding the place where a voice broke off; not for lips.
 */
#ifndef CHZ_VOICE_SPOKEN_H
#define CHZ_VOICE_SPOKEN_H

#include "core/str.h"

double spoken_ms(struct str text);

/* What is still to be said after `ms` of it, from the beginning of the word
 * that was being said; empty when nothing is. */
struct str spoken_after(struct str text, double ms);

#endif
