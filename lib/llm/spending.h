/*
 * spending.h - ceilings of what the model may cost.
 *
 * A budget is a list of "N UNIT/TIME": 20000tokens/h, 200000tokens/d,
 * 500won/h, 3000won/d.  An hour and a day are those of the user's clock.
 * Money is counted in thousandths of a won, by prices of a million tokens.
 * What was spent is kept in a document, so that a restart forgets nothing:
 *
 *	{"hour":"2026-01-06T20","hour_tokens":...,"hour_milliwon":...,
 *	 "day":"2026-01-06","day_tokens":...,"day_milliwon":...}
 */
#ifndef CHZ_LLM_SPENDING_H
#define CHZ_LLM_SPENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

enum spending_span { SPENDING_HOUR, SPENDING_DAY, SPENDING_SPANS };

/* What went, or may go, in a span. */
struct spending_sum {
	int64_t tokens, milliwon; /* a ceiling of 0 is none */
};

/* Zero has no ceilings, no prices, and spent nothing. */
struct spending {
	struct spending_sum most[SPENDING_SPANS], spent[SPENDING_SPANS];
	double won_in, won_out; /* a million tokens of prompt, of answer */
	int64_t begun[SPENDING_SPANS]; /* which hour and day it is; private */
};

/* Adds what a list says, parted by commas; false when it is none. */
bool spending_budget(struct spending *, struct str list);
/* "220/880": won for a million tokens of prompt and of answer. */
bool spending_price(struct spending *, struct str);

/* Books what an answer took. */
void spending_add(
    struct spending *, int64_t prompt, int64_t answer, int64_t now);
/* How long until a request of about so many tokens is within all ceilings; 0:
 * it is.  `now` is a moment. */
int64_t spending_wait(struct spending *, int64_t tokens, int64_t now);

/* The document, and back: false when it is none, and nothing is spent then. */
void spending_put(struct spending *, struct buf *, int64_t now);
bool spending_read(struct spending *, struct str document, int64_t now);

#endif
