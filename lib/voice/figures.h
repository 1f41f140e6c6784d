/*
 * figures.h - digits with marks between them that are no amounts: dates,
 * times of day, scores, telephone numbers, versions, fractions, sizes.
 */
#ifndef CHZ_VOICE_FIGURES_H
#define CHZ_VOICE_FIGURES_H

#include "voice/aloud.h"

/* A reader, at a digit; see aloud.h. */
bool figures_read(struct aloud *);

#endif
