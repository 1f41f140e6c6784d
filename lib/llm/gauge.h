/*
 * gauge.h - how many tokens a text is, without a tokenizer.
 *
 * Models cut text into tokens in ways of their own.  A first guess counts
 * characters by kind: 0.80 a Hangul syllable, 0.33 an ASCII character, 0.5 a
 * lone Korean letter, 1 any other, and 1 more; measured against o200k, the
 * tokens of OpenAI's newer models, that is 1.08 to 1.24 times the truth over
 * four corpora.  What the server then says that its prompts were corrects it:
 * the ratio of its sum to ours, of late, from 0.5 to 2.
 */
#ifndef CHZ_LLM_GAUGE_H
#define CHZ_LLM_GAUGE_H

#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

/* What a message costs besides its text. */
enum { GAUGE_MESSAGE = 4 };

/* Zero is one that has learnt nothing. */
struct gauge {
	double told, guessed; /* sums of tokens, of late */
};

/* The first guess. */
double gauge_guess(struct str text);
/* The guess corrected, rounded up. */
size_t gauge_tokens(const struct gauge *, struct str text);
/* A prompt that was guessed at `guess` was `tokens` to the server. */
void gauge_learn(struct gauge *, double guess, int64_t tokens);
double gauge_ratio(const struct gauge *);

#endif
