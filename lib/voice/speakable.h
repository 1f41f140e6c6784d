/*
 * speakable.h - what is written in chat and by models, made fit to be read
 * aloud as people read it.
 *
 * Stage directions, tags, emoji codes and emoji go, links become "링크",
 * laughter becomes one laugh, lone consonants become the words they stand
 * for, long repetitions become short ones; numbers with their counters,
 * dates, times, scores, units, prices, signs, abbreviations and Latin words
 * become Korean words, by the tables of korean.tab.  A line's end ends a
 * sentence.  What is shown to people stays as it was: this is for the ear
 * only.
 */
#ifndef CHZ_VOICE_SPEAKABLE_H
#define CHZ_VOICE_SPEAKABLE_H

#include "core/str.h"
#include "voice/korean.h"

/*
 * Appends the speakable form: well-formed UTF-8 of words, single spaces and
 * the marks . , ! ? and …; nothing when there is nothing to say.  Time and
 * length are in proportion to the text's.
 */
void speakable(struct buf *out, struct str text, const struct korean *);

#endif
