/*
 * lexicon.h - texts found by the longest key at the start of another text.
 *
 * Add all, then sort, then find.  The texts are borrowed.  Of two keys that
 * are the same the one added last counts.
 */
#ifndef CHZ_VOICE_LEXICON_H
#define CHZ_VOICE_LEXICON_H

#include "core/str.h"

struct lexicon_entry {
	struct str key, value;
	size_t order; /* of arrival */
};

struct lexicon {
	struct lexicon_entry *at; /* zero is an empty one */
	size_t n, cap;
};

void lexicon_add(struct lexicon *, struct str key, struct str value);
void lexicon_sort(struct lexicon *);

/*
 * The bytes of the longest key, of at most `max` bytes, that `text` begins
 * with, and its value; 0 when there is none.  Call again with `max` one less
 * than the answer for the next shorter one.
 */
size_t lexicon_find(
    const struct lexicon *, struct str text, size_t max, struct str *value);

void lexicon_free(struct lexicon *);

#endif
