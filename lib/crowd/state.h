/*
 * state.h - a crowd as `audience` records, to be joined with others later.
 *
 * The state of a whole is the state of its parts read together, in any order,
 * however it was cut; a state read and written again says the same.  Records
 * stay below 64 KiB.  Written sorted by node, then by user.
 */
#ifndef CHZ_CROWD_STATE_H
#define CHZ_CROWD_STATE_H

#include "crowd/crowd.h"
#include "jsonl/jsonl.h"

/* Writes a settled crowd; its visits are counted, or it keeps sketches. */
void state_put(const struct crowd *, struct out *);

/* Reads all of a reader's audience records into a crowd; bad ones are
 * reported.  A crowd of sketches takes whole audiences too. */
void state_read(struct crowd *, struct jsonl *);

#endif
