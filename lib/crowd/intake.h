/*
 * intake.h - from event records to a crowd.
 *
 * Whoever wrote, donated or subscribed was there.  Users that stand for many
 * people ("anonymous", no id) count as messages only.  A channel_id that is
 * missing is taken from the end of the stream_id where it has one.  `live`
 * records tell the followers.
 */
#ifndef CHZ_CROWD_INTAKE_H
#define CHZ_CROWD_INTAKE_H

#include "crowd/crowd.h"
#include "jsonl/jsonl.h"

struct intake {
	struct crowd *crowd;
	bool by_stream;   /* nodes are broadcasts, not channels */
	bool timed;       /* keep the moments of nodes */
	int64_t from, to; /* only messages sent then; WHEN_UNKNOWN: no limit */
	/* private */
	struct jsonl *in;
	int type, key, stream_id, channel, user_id, followers, sent_at,
	    received_at;
};

/* Says which keys it needs of the reader. */
void intake_want(struct intake *, struct jsonl *);
/* Takes the reader's current record; a bad one is reported. */
void intake_add(struct intake *, const struct json_val *);

#endif
