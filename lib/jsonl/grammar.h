/*
 * grammar.h - pieces of RFC 8259's grammar, for callers that know where a piece
 * begins.  Those that return a place return where it ends, or NULL when it is
 * not well-formed before `end`.
 */
#ifndef CHZ_JSONL_GRAMMAR_H
#define CHZ_JSONL_GRAMMAR_H

#include "jsonl/scan.h"

/* At a number's first character. */
const char *grammar_number(const char *p, const char *end);
/* At a backslash. */
const char *grammar_escape(const char *p, const char *end);
/* At any character that may begin a value; fills *v. */
const char *grammar_value(const char *p, const char *end, struct json_val *v);

/* scan_line for text that is known to be UTF-8. */
bool grammar_line(struct str, const struct scan_keys *, struct json_val *val,
    struct scan_error *);
/* Keys by the length of their names: most of those that a document has differ
 * in it from most that are wanted. */
struct grammar_names {
	const struct scan_keys *keys;
	uint64_t by_length[16]; /* bits of the keys; the length modulo 16 */
};
_Static_assert(SCAN_KEYS <= 64, "a bit for each");

struct grammar_names grammar_names(const struct scan_keys *);
/* The number of a key among those, or -1. */
int grammar_wanted(const struct grammar_names *, const struct json_val *key);

/* What the four hexadecimal digits of a \u escape stand for; the scan has seen
 * to their form. */
uint32_t grammar_hex4(const char *p);

#endif
