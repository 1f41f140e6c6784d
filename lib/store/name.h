/*
 * name.h - file names made of strangers' texts.
 */
#ifndef CHZ_STORE_NAME_H
#define CHZ_STORE_NAME_H

#include "core/str.h"

enum { NAME_MAX_BYTES = 100 };

/*
 * Appends `text` as a part of a file name: in NFC, only ASCII letters and
 * digits, '.', '-', '_' and Hangul, no '.' or '-' in front, 1 to
 * NAME_MAX_BYTES bytes.  Where something had to give, '_' stands for it and a
 * short hash of the text for the difference, so that two texts do not meet.
 */
void name_put(struct buf *out, struct str text);

#endif
