/*
 * forms.h - which words are forms of one word.
 *
 * Korean hangs particles on nouns: 보스가 and 보스를 count as 보스 when 보스 is
 * met in two forms at least, alone or with a particle that only nouns take.
 * What comes with 이 and what begins with 이 is one form, and 고양이 stays
 * whole where 고양이가, 고양이는 or 고양이를 is met, after which nothing may be
 * cut from 고양이 and 고양이다.  A single syllable needs more: to be met alone,
 * and with two such particles.  Of an English word and the same with an s, the
 * more frequent one stands for both.
 */
#ifndef CHZ_TEXT_FORMS_H
#define CHZ_TEXT_FORMS_H

#include "core/intern.h"

struct forms {
	uint32_t n; /* words whose forms are known */
	/* By their numbers: */
	uint32_t *base; /* the word that it counts as */
	uint64_t *with; /* bits of the particles that it is met with */
	/* private */
	uint32_t *firm; /* how often with those that show where it ends */
	size_t cap;
};

/* Adds the words that those there may be forms of, for forms_join. */
void forms_add(struct intern *words);
/* Finds the forms of all words; `total` says how often each is met. */
void forms_join(
    struct forms *, const struct intern *words, const uint32_t *total);
/* By how much the word's particles say that it is a noun, and so what is
 * talked about: 1 to 2.8; 0.5 when it is a verb's form, 0 when it is a syllable
 * that is no noun. */
double forms_weight(const struct forms *, struct str word, uint32_t number);
void forms_free(struct forms *);

#endif
