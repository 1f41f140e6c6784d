/*
 * particles.h - what hangs on the words of Korean.
 *
 * Without a dictionary: a word may be a shorter one and a particle, or an
 * ending, when it ends like one and the syllable before fits.  Where a particle
 * has two forms, the one that fits is asked for: 을 after a consonant, 를 after
 * a vowel.
 */
#ifndef CHZ_TEXT_PARTICLES_H
#define CHZ_TEXT_PARTICLES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

struct particle_split {
	struct str stem; /* one syllable at least */
	uint64_t bit;    /* of this particle */
	bool noun;       /* nouns take it, verbs do not: 를, 에서, 랑 */
	bool with_i;     /* it begins with 이: the noun may end so instead */
};

/* The ways to split a word: call with `nth` = 0, 1, ... until false. */
bool particles_split(struct str word, unsigned nth, struct particle_split *);

/* Bits of the particles of a kind. */
struct particles_kinds {
	uint64_t nouns, with_i; /* as above */
	uint64_t naming; /* say that it is a noun where it can be: also 는 */
};

struct particles_kinds particles_kinds(void);

/* The stem of particles_split, of at least two syllables; absent at the end. */
struct str particles_stem(struct str word, unsigned nth);

/* Whether it looks like a verb or an adjective of Korean as people end
 * messages with: 갔네, 놀러오세요, 못생겼다, 할까. */
bool particles_is_verb(struct str word);

#endif
