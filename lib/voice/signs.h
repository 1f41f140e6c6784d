/*
 * signs.h - signs before numbers ("$5", "-5도", "시즌 2", "v2"), between them
 * ("3+5", "3×4"), and "=".
 */
#ifndef CHZ_VOICE_SIGNS_H
#define CHZ_VOICE_SIGNS_H

#include "voice/aloud.h"

/* Readers; see aloud.h. */
bool signs_read(struct aloud *);
bool signs_read_between(struct aloud *);
bool signs_read_equals(struct aloud *);

#endif
