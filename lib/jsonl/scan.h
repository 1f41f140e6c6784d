/*
 * scan.h - one line of JSON, checked whole, with the wanted values found.
 *
 * The grammar is RFC 8259's, strictly: well-formed UTF-8, no raw control
 * characters in strings, exact numbers, nothing after the object.  Where the
 * RFC leaves a choice: the last of duplicate keys counts; a lone surrogate
 * escape (\ud83d), which real chat has, is accepted; numbers may be of any
 * size; nesting deeper than SCAN_DEPTH is an error.  Keys are compared
 * unescaped.  No tree, no copy, no recursion, no allocation.
 */
#ifndef CHZ_JSONL_SCAN_H
#define CHZ_JSONL_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

enum { SCAN_DEPTH = 128, SCAN_KEYS = 64 };

enum val_kind {
	VAL_ABSENT, /* the key is not there */
	VAL_NULL,
	VAL_FALSE,
	VAL_TRUE,
	VAL_NUMBER,
	VAL_STRING,
	VAL_ARRAY,
	VAL_OBJECT
};

/* A value as it stands in the line; a string without its quotes. */
struct json_val {
	const char *p;
	uint32_t n;   /* bytes */
	uint8_t kind; /* enum val_kind */
	bool escaped; /* a string with a backslash in it */
};

struct scan_keys {
	struct str name[SCAN_KEYS];
	unsigned n;
};

struct scan_error {
	const char *why; /* static text */
	size_t at;       /* byte offset in the line */
};

/*
 * Scans `line` (without its line end) and fills val[i] for keys->name[i] of
 * the outermost object, VAL_ABSENT where it is missing.  False when the line
 * is not a good object: *err says why, and `val` is unspecified.
 */
bool scan_line(struct str line, const struct scan_keys *keys,
    struct json_val *val, struct scan_error *err);

#endif
