/*
 * leb.h - numbers and words as bytes, for what tools write for themselves.
 *
 * A number as LEB128: seven bits a byte, lowest first, the top bit set in all
 * but the last.  A word is 8 bytes, highest first.  What is taken is cut off
 * the front of `from`; false, and the rest is of no use, when it is not there.
 */
#ifndef CHZ_CORE_LEB_H
#define CHZ_CORE_LEB_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

void leb_put(struct buf *, uint64_t n);
bool leb_take(struct str *from, uint64_t *n);

/* Small ones of either sign: 0, -1, 1, -2 ... are 0, 1, 2, 3. */
void leb_put_signed(struct buf *, int64_t n);
bool leb_take_signed(struct str *from, int64_t *n);

void leb_put_word(struct buf *, uint64_t word);
bool leb_take_word(struct str *from, uint64_t *word);

#endif
