/*
 * standings.h - the best peaks of a broadcast, as a table for people.
 *
 * One detector's peaks come in any order; the best `most` are kept, by rank
 * where they have one and else by peak_strength.
 */
#ifndef CHZ_TEXT_STANDINGS_H
#define CHZ_TEXT_STANDINGS_H

#include "record/peak.h"

struct standings {
	size_t most; /* 0 for no limit */
	/* private; zero is none */
	struct standing *at;
	size_t n, cap;
};

void standings_add(struct standings *, const struct peak *); /* copies */
bool standings_are_empty(const struct standings *);
/* Appends a line of headings and one for each; of none, nothing. */
void standings_put(struct standings *, struct buf *);
void standings_free(struct standings *);

#endif
