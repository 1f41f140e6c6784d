/*
 * brief.h - a text in 16 bytes, where millions of short ones are kept.
 *
 * Up to 15 bytes, five syllables of Korean, stand in place, so that comparing
 * looks at no other memory; a longer text is in an arena.
 */
#ifndef CHZ_TOTALS_BRIEF_H
#define CHZ_TOTALS_BRIEF_H

#include <stdint.h>
#include <string.h>

#include "core/mem.h"
#include "core/str.h"

enum { BRIEF_HERE = 15, BRIEF_LONG = 255 };

/* Zero is an absent one; an empty text is absent too. */
struct brief {
	union {
		struct {
			char here[BRIEF_HERE];
			uint8_t n; /* bytes in place, or BRIEF_LONG */
		};
		struct {
			const char *there;
			uint32_t there_n;
		};
	};
};

/* A text longer than BRIEF_HERE is copied into the arena. */
struct brief brief_of(struct str, struct arena *);

/* Lent by the brief itself. */
static inline struct str
brief_text(const struct brief *b)
{
	if (b->n == BRIEF_LONG)
		return (struct str){ b->there, b->there_n };
	return b->n > 0 ? (struct str){ b->here, b->n } : (struct str){ 0 };
}

static inline bool
brief_is(const struct brief *b, struct str s)
{
	struct str text = brief_text(b);

	return text.n == s.n && (s.n == 0 || memcmp(text.p, s.p, s.n) == 0);
}

#endif
