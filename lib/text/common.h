/*
 * common.h - words that say nothing about what is talked about.
 *
 * Function words of English, and what Korean chat is full of: pronouns,
 * adverbs, particles that stand alone.  For counting keywords, beside a list of
 * one's own.
 */
#ifndef CHZ_TEXT_COMMON_H
#define CHZ_TEXT_COMMON_H

#include <stdbool.h>

#include "core/str.h"

/* Whether it is one of them; in lower case. */
bool common_is(struct str word);

#endif
