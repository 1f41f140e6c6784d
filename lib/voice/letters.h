/*
 * letters.h - words of the tables, Latin words and lone Korean letters.
 *
 * Words in capitals that can be pronounced stay words, in lower case; others
 * are spelled.  English sentences stay as they are.
 */
#ifndef CHZ_VOICE_LETTERS_H
#define CHZ_VOICE_LETTERS_H

#include "voice/aloud.h"

/* The bytes of the word of the tables that stands here, 0 for none. */
size_t letters_word(const struct aloud *);

/* Readers; see aloud.h. */
bool letters_read_word(struct aloud *);  /* a word of the tables */
bool letters_read_latin(struct aloud *); /* any other of Latin letters */
bool letters_read_chat(struct aloud *);  /* ㅋㅋ, ㅇㅈ */

#endif
