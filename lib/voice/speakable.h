/*
 * speakable.h - what is written in chat, made fit to be read aloud.
 *
 * Emoji codes and emoji go, links become "링크", laughter becomes one laugh,
 * lone consonants become the words they stand for, long repetitions become
 * short ones, and numbers, units and prices become Korean words.  What is
 * shown to people stays as it was: this is for the ear only.
 */
#ifndef CHZ_VOICE_SPEAKABLE_H
#define CHZ_VOICE_SPEAKABLE_H

#include "core/str.h"

/* Appends the speakable form; nothing when there is nothing to say. */
void speakable(struct buf *out, struct str text);

#endif
