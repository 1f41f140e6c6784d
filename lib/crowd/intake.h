/*
 * intake.h - from event records to a crowd.
 *
 * Whoever wrote, donated or subscribed was there.  Users that stand for many
 * people ("anonymous", no id) count as messages only.  A channel_id that is
 * missing is taken from the end of the stream_id where it has one.  `live`
 * records have the followers.
 */
#ifndef CHZ_CROWD_INTAKE_H
#define CHZ_CROWD_INTAKE_H

#include "crowd/crowd.h"
#include "record/event.h"
#include "record/live.h"

struct intake {
	struct crowd *crowd;
	bool by_stream;   /* nodes are broadcasts, not channels */
	bool timed;       /* keep the moments of nodes */
	int64_t from, to; /* only messages sent then; WHEN_UNKNOWN: no limit */
};

/* The keys of events that it looks at; the moments only if `timed`, or if
 * there is a limit. */
#define INTAKE_KEYS "stream_id channel_id channel user_id"
#define INTAKE_MOMENTS "sent_at received_at"

/* Takes an event; NULL, or why it is a bad one. */
const char *intake_event(struct intake *, const struct event *);
void intake_live(struct intake *, const struct live *);

#endif
