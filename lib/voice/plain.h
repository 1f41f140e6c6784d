/*
 * plain.h - one way to write each character, before a text is read aloud.
 *
 * Composed (NFC); full-width, squared and mathematical letters as plain ones;
 * what korean.tab's [written] replaces replaced; control characters as
 * spaces; characters without a form of their own left out.
 */
#ifndef CHZ_VOICE_PLAIN_H
#define CHZ_VOICE_PLAIN_H

#include "core/str.h"
#include "voice/korean.h"

/* Appends the plain text, which is well-formed UTF-8. */
void plain(struct buf *out, struct str text, const struct korean *);

#endif
