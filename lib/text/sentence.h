/*
 * sentence.h - a text in pieces that are spoken one after the other.
 *
 * The first piece is short, so that sound begins early; the others end where
 * a sentence does, or at a Korean ending (다, 요, 죠, ...) when marks are
 * missing, and never run on for long.
 */
#ifndef CHZ_TEXT_SENTENCE_H
#define CHZ_TEXT_SENTENCE_H

#include <stdbool.h>

#include "core/str.h"

/*
 * Cuts the next piece off `*rest`, which becomes absent with the last one.
 * `first` also ends it at a comma.  Together the pieces are the text, but for
 * the spaces between them.
 */
struct str sentence_cut(struct str *rest, bool first);

#endif
