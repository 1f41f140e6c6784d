/*
 * korean.h - the tables that Korean is read by: korean.tab, and a user's own
 * words.
 */
#ifndef CHZ_VOICE_KOREAN_H
#define CHZ_VOICE_KOREAN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

/* The sections of korean.tab, where each is explained. */
enum korean_table {
	KOREAN_WORDS,
	KOREAN_CHAT,
	KOREAN_ALONE,
	KOREAN_SOUNDS,
	KOREAN_COUNTERS, /* [native], [sino] and [either]; see korean_counter */
	KOREAN_UNITS,
	KOREAN_SIGNS,
	KOREAN_OPERATORS,
	KOREAN_MARKS,
	KOREAN_COLD,
	KOREAN_PARTICLES,
	KOREAN_POINTS,
	KOREAN_RANGES,
	KOREAN_FROM,
	KOREAN_SPANS,
	KOREAN_ABOUT_NATIVE,
	KOREAN_ABOUT_SINO,
	KOREAN_ENGLISH,
	KOREAN_NATIVE_AFTER,
	KOREAN_HALVES,
	KOREAN_DIGITS_AFTER,
	KOREAN_DIGITS_BEFORE,
	KOREAN_NO_ZERO,
	KOREAN_DATE_BEFORE,
	KOREAN_DATE_AFTER,
	KOREAN_SCORE_BEFORE,
	KOREAN_SCORE_AFTER,
	KOREAN_WRITTEN,
	KOREAN_HANJA,
	KOREAN_ENTITIES,
	KOREAN_DIRECTIONS,
	KOREAN_DIRECTION_ENDINGS,
	KOREAN_ACTION_ENDINGS,
	KOREAN_SILENT_TAGS,
	KOREAN_TABLES
};

struct korean;

struct korean *korean_new(void);

/*
 * Adds the words of a file, lines of WORD=READING; a line that begins with
 * "# " is a comment.  They come before those of the tables.  False when it
 * cannot be read or a line is not of that form: *why says it, lent until the
 * next call.
 */
bool korean_read_words(struct korean *, const char *path, const char **why);

void korean_free(struct korean *);

/* The longest key of a table that `text` begins with; see lexicon_find. */
size_t korean_find(const struct korean *, enum korean_table, struct str text,
    size_t max, struct str *reading);

/* Whether the whole of `text` is a key. */
bool korean_has(const struct korean *, enum korean_table, struct str text);

/* Whether `word` is a key, maybe with a particle after it. */
bool korean_has_word(const struct korean *, enum korean_table, struct str word);

/*
 * The bytes of the counter that `text` begins with, 0 when it is not listed.
 * Up to `*limit` it takes native numbers; 0 for none.  `*either` says that it
 * takes them only in some places.
 */
size_t korean_counter(
    const struct korean *, struct str text, unsigned *limit, bool *either);

#endif
