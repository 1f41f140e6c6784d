/*
 * escape.h - which bytes a JSON string cannot have as they are.
 */
#ifndef CHZ_JSONL_ESCAPE_H
#define CHZ_JSONL_ESCAPE_H

#include <stddef.h>

/* The offset of the first quote, backslash or control character among the `n`
 * bytes at `p`; `n` when there is none. */
size_t escape_find(const char *p, size_t n);

#endif
