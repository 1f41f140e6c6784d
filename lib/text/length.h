/*
 * length.h - how long a message is, as its writer would count.
 *
 * Counted by grapheme (UAX #29): a syllable counts one however it is composed,
 * an emoji with its skin tone or joined to others one.  An emote's code
 * {:d_54:} counts one too.  White space counts, except around the text.
 */
#ifndef CHZ_TEXT_LENGTH_H
#define CHZ_TEXT_LENGTH_H

#include <stddef.h>

#include "core/str.h"

size_t length_of(struct str text);

#endif
