/*
 * val.h - what a value of a line means.
 *
 * A value of another type or range than asked for counts as absent.
 */
#ifndef CHZ_JSONL_VAL_H
#define CHZ_JSONL_VAL_H

#include <string.h>

#include "core/mem.h"
#include "jsonl/scan.h"

/* Whether a string with escapes spells `s`. */
bool val_spells(const struct json_val *, const char *s);

/* A string that spells `s`, a text without characters that JSON escapes.
 * Inline, so that a literal's length and bytes are compared as words. */
static inline bool
val_is(const struct json_val *v, const char *s)
{
	size_t n = strlen(s);

	return v->kind == VAL_STRING &&
	    (v->escaped ? val_spells(v, s)
			: v->n == n && memcmp(v->p, s, n) == 0);
}

/* An integer; also one written as a string, "123", as some platforms do. */
bool val_int(const struct json_val *, int64_t *out);
/* A count: an integer from 0 to 2^53 - 1; -1 for anything else. */
int64_t val_natural(const struct json_val *);
bool val_real(const struct json_val *, double *out);
/* The bytes as they stand in the line, quotes and all; absent stays absent. */
struct str val_raw(const struct json_val *);
/*
 * A string's text, absent for other kinds.  Without escapes it is the line's
 * own bytes; else it is decoded into the arena.  Lone surrogates become U+FFFD.
 */
struct str val_text(const struct json_val *, struct arena *);

#endif
