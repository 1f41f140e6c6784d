/*
 * emote.h - the codes that stand for pictures in Chzzk's chat: {:d_54:}.
 */
#ifndef CHZ_TEXT_EMOTE_H
#define CHZ_TEXT_EMOTE_H

#include <stddef.h>

#include "core/str.h"

/* The length in bytes of the code that the text begins with, 0 if it begins
 * with none.  A code has a name without spaces and braces, and at most 64
 * bytes. */
size_t emote_code(struct str text);

#endif
