/*
 * axis.h - where an event stands on the time axis of its series.
 *
 * A series is one broadcast, one channel or everything.  A broadcast's axis
 * is t_ms; records without it stand where their moment says, seen from the
 * first record.  Several broadcasts have the clock in common, so the axis of
 * the others begins at the midnight before their first record, in the user's
 * zone.
 */
#ifndef CHZ_RECORD_AXIS_H
#define CHZ_RECORD_AXIS_H

#include "record/event.h"

enum axis_by { AXIS_STREAM, AXIS_CHANNEL, AXIS_ALL };

/* False when the text names none: "stream", "channel", "all". */
bool axis_by_of(const char *text, enum axis_by *);

struct axis {
	enum axis_by by;
	int64_t opened; /* the moment of 0; begin with WHEN_UNKNOWN */
};

/* Where a reader's values have what places an event. */
struct axis_slots {
	int stream_id, channel_id, t_ms, sent_at, received_at;
};

struct axis_slots axis_want(struct jsonl *);

/* Which series the record belongs to: its broadcast; without that, or by
 * channel, its channel; else "". */
struct str axis_key(const struct axis_slots *, struct jsonl *,
    const struct json_val *, enum axis_by);

/* Its place in ms, from 0 to 2^53 - 1; false when it has none. */
bool axis_place(struct axis *, const struct axis_slots *, struct jsonl *,
    const struct json_val *, int64_t *ms);

#endif
