/*
 * tokens.h - the words of a chat message.
 *
 * Written for Korean chat, without a dictionary: the text in NFC and lower
 * case; addresses left out; an emote's code {:d_54:} is one token; runs of
 * letters, digits and syllables are words, so that 대박ㅋㅋㅋ is 대박 and ㅋㅋ;
 * a character that comes three times or more in a row stands once, and a run
 * of ㅋ, ㅎ, ㅠ or ㅜ becomes ㅋㅋ, ㅎㅎ or ㅠㅠ.
 */
#ifndef CHZ_TEXT_TOKENS_H
#define CHZ_TEXT_TOKENS_H

#include <stdbool.h>

#include "core/str.h"

/* Zero at first; free with tokens_free. */
struct tokens {
	/* Whether the token can show what is talked about: no number, no lone
	 * letter or syllable, no laughing or weeping. */
	bool telling;
	bool lone; /* one syllable of Korean, which alone tells little */
	/* private */
	struct str rest;
	struct buf composed, word;
};

void tokens_begin(struct tokens *, struct str text);
/* The next token, good until the call after; false at the end. */
bool tokens_next(struct tokens *, struct str *token);
void tokens_free(struct tokens *);

#endif
