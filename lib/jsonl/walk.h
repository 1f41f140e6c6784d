/*
 * walk.h - one line of any shape, read along its index.
 *
 * The second pass for lines that no template fits: the same grammar as
 * scan_line, but a string's end is the next mark, and escapes are looked at
 * only where the index lists one.  It may give up on a good line (an escaped
 * key, a tab between values), never accept a bad one: the caller then asks
 * scan_line, which also knows what is wrong with a bad line.
 */
#ifndef CHZ_JSONL_WALK_H
#define CHZ_JSONL_WALK_H

#include "jsonl/keymap.h"

/* A line and its part of the index. */
struct indexed_line {
	const char *text;     /* what the offsets count from */
	const uint32_t *mark; /* its quotes; after them its newline */
	unsigned n;           /* quotes */
	const uint32_t *odd;  /* the first escape at or after its start */
	uint32_t start, end;  /* without the newline and a \r before it */
};

/*
 * Fills val as scan_line does, from lines whose UTF-8 is known to be good.
 * val[keys->n] is scratch.  *shape: a hash of the keys, the kinds and the
 * white space, the same for lines that a template may have in common.
 */
bool walk_line(const struct indexed_line *, const struct keymap *,
    struct json_val *val, uint64_t *shape);

/* Whether all that is odd in the line is escapes, and those well-formed. */
bool walk_escapes(const struct indexed_line *);

#endif
