/*
 * span.h - where a JSON value ends, without looking at what it is.
 *
 * For documents too large to hold: brackets are counted and strings skipped,
 * nothing is checked.  A line feed ends a string, since none may stand in
 * one: a missing quote spoils one element rather than the rest of the file.
 */
#ifndef CHZ_JSONL_SPAN_H
#define CHZ_JSONL_SPAN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"

/* A value on its way; zero before its first byte. */
struct span {
	size_t depth; /* brackets open */
	bool begun, string, escape;
};

/*
 * Takes bytes of a value, beginning with its first.  Returns true when it ends
 * among them, with the number that belongs to it in *used; else all do.
 */
bool span_take(struct span *, struct str bytes, size_t *used);

#endif
