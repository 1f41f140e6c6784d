/*
 * flow.h - sentences of a text that still grows, each as soon as it is there.
 *
 * A sentence is there when something comes behind it, or when it ends in a
 * mark that ends sentences; marks that come later, as the second of "!!", are
 * passed over then.
 */
#ifndef CHZ_LLM_FLOW_H
#define CHZ_LLM_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"

/* Zero is at the beginning of a text. */
struct flow {
	size_t at; /* bytes of the text that were given */
	unsigned parts;
};

/* The next sentence of the text as it is by now, absent when there is none
 * yet; when it has `ended`, all there is is given. */
struct str flow_next(struct flow *, struct str text, bool ended);

#endif
