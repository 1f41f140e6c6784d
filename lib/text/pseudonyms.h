/*
 * pseudonyms.h - people's ids and nicknames replaced, the same way each time.
 *
 * An id becomes 32 hexadecimal digits, a keyed hash of it (mac.h): with the key
 * it can be repeated, but not undone.  A nickname becomes "anon-" and 8 letters
 * and digits of that hash, so that a person keeps one alias under any name.
 * Where no id is known the nickname's hash counts.
 *
 * Texts that mention people: "@name" is always replaced; a nickname that was
 * met, of at least two characters, also without the @, where words begin and
 * end, with a particle or a title after it or not: "철수님이".  Names that were
 * not met cannot be known.  Of those met the last PSEUDONYMS_WINDOW are
 * remembered, and at most twice as many.
 */
#ifndef CHZ_TEXT_PSEUDONYMS_H
#define CHZ_TEXT_PSEUDONYMS_H

#include <stdbool.h>

#include "core/str.h"

enum {
	PSEUDONYMS_WINDOW = 1 << 18,
	PSEUDONYM_ID = 32,   /* bytes */
	PSEUDONYM_ALIAS = 13 /* bytes */
};

struct pseudonyms;

/* NULL when the key is empty. */
struct pseudonyms *pseudonyms_new(struct str key);
/* Writes the id's PSEUDONYM_ID digits, no NUL. */
void pseudonyms_id(struct pseudonyms *, struct str user_id, char *out);
/* Remembers who has the nickname and writes the alias, PSEUDONYM_ALIAS bytes,
 * no NUL.  The id may be absent. */
void pseudonyms_alias(
    struct pseudonyms *, struct str user_id, struct str user, char *out);
/* The text without the names that were met, and if `called` those after an @
 * too: the text itself when it has none, else what is written into `room`. */
struct str pseudonyms_text(
    struct pseudonyms *, struct str text, bool called, struct buf *room);
void pseudonyms_free(struct pseudonyms *); /* accepts NULL */

#endif
