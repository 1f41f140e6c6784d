/*
 * markup.h - what stands in a text and is not read: HTML's tags, stage
 * directions ("[happy]", "*waves*", "(웃으며)"), a model's thoughts, marks of
 * Markdown, Chzzk's emoji codes.  Links become "링크".
 */
#ifndef CHZ_VOICE_MARKUP_H
#define CHZ_VOICE_MARKUP_H

#include "core/str.h"
#include "voice/korean.h"

/* Appends the text with "&amp;" and "&#38;" as the characters they name. */
void markup_entities(struct buf *out, struct str text, const struct korean *);

/* Appends a plain text (plain.h) without its markup. */
void markup_drop(struct buf *out, struct str text, const struct korean *);

#endif
