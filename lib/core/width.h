/*
 * width.h - how many columns a text takes on a terminal.
 *
 * Counted by grapheme (UAX #29): a Hangul syllable takes two columns however
 * it is composed, an emoji with its skin tone or joined to others two, a
 * combining mark none.  Widths of characters are the C library's wcwidth(3).
 */
#ifndef CHZ_CORE_WIDTH_H
#define CHZ_CORE_WIDTH_H

#include "core/str.h"

size_t width_of(struct str text);

/* The longest prefix of at most `columns` that cuts no grapheme. */
struct str width_cut(struct str text, size_t columns);

/*
 * Appends the text as every terminal shows it in the same columns: composed,
 * and of each grapheme the first character and at most two marks on it.
 * Terminals disagree about emoji that are joined, toned or made of a sign, and
 * then nothing below each other is straight.
 */
void width_plain(struct buf *, struct str text);

/* Appends the text in exactly `columns`: cut with an ellipsis or padded with
 * spaces.  Control characters are escaped first. */
void width_put(struct buf *, struct str text, size_t columns);

#endif
