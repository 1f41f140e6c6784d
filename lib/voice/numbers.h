/*
 * numbers.h - numbers with what is counted: "3개", "12,000원", "3억5천만",
 * "5kg".
 *
 * The counter after a number decides between native and Sino-Korean, and
 * stands apart from a native number; a unit becomes its word.
 */
#ifndef CHZ_VOICE_NUMBERS_H
#define CHZ_VOICE_NUMBERS_H

#include "voice/aloud.h"

/* A number as it is written: "12,000", "3.5", "3억5천". */
struct number {
	struct str text; /* empty when none stands there */
	uint64_t value;  /* when plain */
	bool plain;      /* digits and nothing else */
};

/* What follows a number. */
struct follower {
	size_t gap;      /* spaces between */
	size_t n;        /* its bytes; 0 for nothing that is known */
	struct str unit; /* the reading of a unit; absent for a counter */
	unsigned native; /* native numbers up to here; 0 for none */
	bool either;     /* native only in some places */
};

/* A reader: the number at this place and its unit; see aloud.h. */
bool numbers_read(struct aloud *);

/* What `s` begins with. */
struct number numbers_at(const struct aloud *, struct str s);
struct follower numbers_follower(const struct aloud *, struct str s);
size_t numbers_magnitude(struct str s);           /* "만", "천만": bytes */
size_t numbers_digits(struct str s, bool commas); /* "12", "12,000": bytes */

/* Appends a number, native up to `native`; above a hundred only its last
 * digit is: 백한. */
void numbers_put(struct buf *, struct number, unsigned native);

/* Appends digits as a Sino-Korean number; those that begin with 0 or are very
 * many, as those of accounts are, one by one. */
void numbers_put_sino(struct buf *, struct str digits);

/* Says a number in words with its unit and moves past it; a counter is
 * left to be copied. */
void numbers_put_measured(struct aloud *, struct str number, struct follower);

/* The same for a number that has been said, from `from` in the output. */
void numbers_put_unit(struct aloud *, size_t from);

void numbers_put_month(struct aloud *, unsigned month); /* 삼월, 유월 */

/* A space before a number in the middle of a word; not after the 제 of 제3회.
 */
void numbers_gap(struct aloud *);

#endif
