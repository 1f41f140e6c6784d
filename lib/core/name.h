/*
 * name.h - file names made of strangers' texts.
 *
 * Letters, digits and ".-_" of ASCII and all of Hangul stay, everything else
 * becomes '_'; a name has 1 to NAME_MAX_SAFE bytes and does not begin with '.'
 * or '-'.  A name that had to be changed ends in '-' and eight hexadecimal
 * digits of the text's XXH3 hash, so that two texts never share a name.
 */
#ifndef CHZ_CORE_NAME_H
#define CHZ_CORE_NAME_H

#include "core/str.h"

enum { NAME_MAX_SAFE = 100 };

void name_safe(struct buf *, struct str text);

#endif
