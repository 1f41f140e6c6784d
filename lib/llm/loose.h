/*
 * loose.h - JSON as models write it.
 *
 * Reads what a strict reader refuses: single, curly or missing quotes, raw
 * line ends in texts, quotes inside texts that were not escaped, commas too
 * many or missing, comments, True and None, and an end that never came.  It
 * looks at one object or array at a time and never fails: what makes no sense
 * is passed over.
 */
#ifndef CHZ_LLM_LOOSE_H
#define CHZ_LLM_LOOSE_H

#include <stdbool.h>

#include "core/mem.h"
#include "core/str.h"

enum loose_kind {
	LOOSE_NONE,
	LOOSE_TEXT,
	LOOSE_WORD,
	LOOSE_OBJECT,
	LOOSE_ARRAY
};

struct loose_val {
	enum loose_kind kind;
	/* A text decoded, in the arena; a word (true, 5, happy) as it stands; a
	 * container from its bracket on. */
	struct str text;
	bool cut; /* the input ended before it did */
};

/* The members of an object, or with `key` absent the items of an array, of
 * which `*rest` begins with the bracket or is what is left.  False at the end.
 */
bool loose_next(
    struct str *rest, struct str *key, struct loose_val *, struct arena *);

/* The member of that name, or of the first that is there of several, NULL
 * behind the last; LOOSE_NONE when there is none. */
struct loose_val loose_member(
    struct str object, const char *const *names, struct arena *);

#endif
