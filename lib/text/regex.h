/*
 * regex.h - regular expressions over chat, by PCRE2.
 *
 * Patterns are Perl's, over characters: \w and \d know every script.  A match
 * that would take too long is given up, so that no text, and no pattern
 * either, can stall a stream: REGEX_TOO_HARD counts as not found.
 */
#ifndef CHZ_TEXT_REGEX_H
#define CHZ_TEXT_REGEX_H

#include <stdbool.h>

#include "core/str.h"

enum {
	REGEX_LONGEST = 4096,  /* bytes of a pattern */
	REGEX_STEPS = 100000,  /* PCRE2's match limit for one text */
	REGEX_DEPTH = 10000,   /* its depth limit */
	REGEX_HEAP_KIB = 4096, /* and its heap limit */
};

enum regex_found { REGEX_NO, REGEX_YES, REGEX_TOO_HARD };

struct regex;

/* NULL when the pattern is none: `why` gets the sentence. */
struct regex *regex_new(struct str pattern, struct buf *why);
/* Whether it is found anywhere in the text; ill-formed bytes match nothing. */
enum regex_found regex_find(struct regex *, struct str text);
void regex_free(struct regex *); /* accepts NULL */

#endif
