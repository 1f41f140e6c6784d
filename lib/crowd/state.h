/*
 * state.h - a crowd in pieces, to be joined with others later.
 *
 * The state of a whole is the state of its parts joined, in any order, however
 * it was cut; a state that was joined is given again as it was.  A piece makes
 * a record of less than 64 KiB.
 */
#ifndef CHZ_CROWD_STATE_H
#define CHZ_CROWD_STATE_H

#include "crowd/crowd.h"
#include "record/audience.h"

/* The texts of the audience are lent for the call. */
typedef void crowd_taker(void *ctx, const struct audience *);

/* Gives a settled crowd, by node, then by user; its visits are counted, or it
 * keeps sketches. */
void crowd_give(const struct crowd *, crowd_taker *fn, void *ctx);

/* Joins a piece; NULL, or why it is a bad one and left out.  A crowd of
 * sketches takes whole audiences too. */
const char *crowd_join(struct crowd *, const struct audience *);

#endif
