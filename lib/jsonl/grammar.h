/*
 * grammar.h - pieces of RFC 8259's grammar, for callers that know where a piece
 * begins.  Each returns where it ends, or NULL when it is not well-formed
 * before `end`.
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

/* What the four hexadecimal digits of a \u escape stand for; the scan has seen
 * to their form. */
uint32_t grammar_hex4(const char *p);

#endif
