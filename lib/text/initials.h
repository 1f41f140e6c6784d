/*
 * initials.h - search by initial consonants, as Koreans type names.
 *
 * A consonant of the pattern matches itself and every syllable that begins
 * with it: ㅊㅊㄱ is in 축축국 and in ㅊㅊㄱ.  A syllable matches itself; one
 * without a final consonant also each that only adds one: 펜타키 is in 펜타킬.
 * Latin letters match in either case.  Spaces do not count, in either.
 */
#ifndef CHZ_TEXT_INITIALS_H
#define CHZ_TEXT_INITIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

enum { INITIALS_LONGEST = 64 /* characters */ };

struct initials {
	uint32_t c[INITIALS_LONGEST];
	size_t n;
};

/* False when the pattern is empty, too long or ill-formed. */
bool initials_read(struct str pattern, struct initials *);
bool initials_find(const struct initials *, struct str text);

#endif
