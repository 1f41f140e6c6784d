/*
 * aloud.h - a text while it is being read aloud.
 *
 * The readers (numbers.h, figures.h, letters.h) are asked one after the other
 * at each place.  One that knows what stands there writes how it is said,
 * moves past it and returns true; the others return false and leave all as
 * it was.  What they look at ahead is bounded, so that reading takes time in
 * proportion to the text.
 */
#ifndef CHZ_VOICE_ALOUD_H
#define CHZ_VOICE_ALOUD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "voice/korean.h"

enum { ALOUD_AHEAD = 96 /* bytes */ };

struct aloud {
	const struct korean *ko;
	struct str text;   /* plain (plain.h) */
	const char *lower; /* the same with ASCII in lower case */
	size_t at;         /* how much has been read */
	size_t english;    /* up to here it is English and stays as it is */
	size_t judged;     /* up to here that is known */
	struct buf *out;
};

/* What has not been read yet; at most ALOUD_AHEAD bytes of it. */
struct str aloud_rest(const struct aloud *);
struct str aloud_ahead(const struct aloud *);

/* The character before this place, 0 at the start. */
uint32_t aloud_before(const struct aloud *);

/* The word before this place, spaces between; absent when there is none. */
struct str aloud_word_before(const struct aloud *);

/* The bytes of the longest key of a table that `s` begins with; 0 for none. */
size_t aloud_key(const struct aloud *, enum korean_table, struct str s);

/* A space where a word begins after a letter, a digit or a syllable. */
void aloud_gap(struct aloud *);

/* A space after a bracket's end, "(월) 방송"; none before a particle,
 * "(월)은".
 */
void aloud_close(struct aloud *);

/* What is left of a text after its first `n` bytes. */
struct str aloud_skip(struct str, size_t n);

bool aloud_is_digit(uint32_t c);    /* 0 to 9 */
bool aloud_is_latin(uint32_t c);    /* A to Z, a to z */
bool aloud_is_syllable(uint32_t c); /* 가 to 힣 */

/* The first character of a text, 0 when it is empty. */
uint32_t aloud_first(struct str);

#endif
