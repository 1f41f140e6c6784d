/*
 * who.h - a user's id as totals keep it.
 *
 * Chzzk's ids are 32 hexadecimal digits: the number says it all, and no text
 * need be kept or compared.  Other platforms' ids are texts, whose number is
 * only a hash.
 */
#ifndef CHZ_TOTALS_WHO_H
#define CHZ_TOTALS_WHO_H

#include "core/id128.h"

struct who {
	struct id128 id;
	struct str text; /* absent: the number's digits; else lent */
};

static inline struct who
who_of(struct str text)
{
	struct who w = { .text = text };

	if (id128_parse(text, &w.id))
		w.text = (struct str){ 0 };
	else
		w.id = id128_of(text);
	return w;
}

/* Whether two users, whose numbers are the same, are one. */
static inline bool
who_same_text(struct str a, struct str b)
{
	return a.p == NULL ? b.p == NULL : b.p != NULL && str_eq(a, b);
}

/* The id as a text: lent by the user, or written into `digits`. */
static inline struct str
who_text(struct who w, char digits[ID128_DIGITS])
{
	if (w.text.p != NULL)
		return w.text;
	id128_put(digits, w.id);
	return (struct str){ digits, ID128_DIGITS };
}

/* By the bytes of their texts. */
static inline int
who_cmp(struct who a, struct who b)
{
	char x[ID128_DIGITS], y[ID128_DIGITS];

	if (a.text.p != NULL || b.text.p != NULL)
		return str_cmp(who_text(a, x), who_text(b, y));
	if (a.id.hi != b.id.hi)
		return a.id.hi < b.id.hi ? -1 : 1;
	return a.id.lo < b.id.lo ? -1 : a.id.lo > b.id.lo;
}

#endif
