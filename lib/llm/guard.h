/*
 * guard.h - keeps what the model was told in private from being told.
 *
 * An answer leaks when it has the marker, a word that stands only in the
 * instructions, or repeats them for GUARD_RUN letters or digits in a row,
 * whatever case, spaces and marks are between.  One that still comes in should
 * wait while it ends in GUARD_START of them: no more than that is ever said.
 */
#ifndef CHZ_LLM_GUARD_H
#define CHZ_LLM_GUARD_H

#include <stdbool.h>

#include "core/str.h"

enum { GUARD_RUN = 32, GUARD_START = 12 };

struct guard;

/* What is private, and the marker, which may be absent. */
struct guard *guard_new(struct str secret, struct str marker);
bool guard_leaks(struct guard *, struct str answer);
/* Whether it ends in what a leak may begin with. */
bool guard_nears(struct guard *, struct str answer);
void guard_free(struct guard *); /* accepts NULL */

#endif
