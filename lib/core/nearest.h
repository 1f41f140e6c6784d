/*
 * nearest.h - what a mistyped word may have meant.
 *
 *	struct nearest near = { .typed = word };
 *
 *	for (...)
 *		nearest_offer(&near, name);
 *	if (near.found.p != NULL)
 *		... "did you mean '%s'?"
 *
 * Near is a word that begins with what was typed, or is a few letters away: a
 * third of them wrong, missing, too many or in the place of their neighbour.
 */
#ifndef CHZ_CORE_NEAREST_H
#define CHZ_CORE_NEAREST_H

#include "core/str.h"

struct nearest {
	struct str typed;
	struct str found; /* absent while none of those offered is near */
	unsigned distance;
};

/* Words of more than NEAREST_MAX bytes are never near.  The first of several
 * that are as near counts; its text is lent. */
enum { NEAREST_MAX = 63 };
void nearest_offer(struct nearest *, struct str word);

#endif
