/*
 * axis.h - where an event stands on the time axis of its series.
 *
 * A series is one broadcast, one channel or everything.  A broadcast's axis is
 * t_ms; records without it are placed by their moment, relative to the first
 * record.  Several broadcasts have the clock in common, so the axis of the
 * others begins at the midnight before their first record, in the user's zone.
 */
#ifndef CHZ_RECORD_AXIS_H
#define CHZ_RECORD_AXIS_H

#include "record/event.h"

enum axis_by { AXIS_STREAM = 1, AXIS_CHANNEL, AXIS_ALL };

/* Their names: the first is AXIS_STREAM's; NULL after the last. */
extern const char *const axis_by_words[];

struct axis {
	enum axis_by by;
	int64_t opened; /* the moment of 0; begin with WHEN_UNKNOWN */
};

/* The keys that place an event; the moments are only needed where
 * axis_needs_moment is true. */
#define AXIS_KEYS "stream_id channel_id t_ms"
#define AXIS_MOMENTS "sent_at received_at"

/* What a record of these ids is a part of: its broadcast; without that its
 * channel; else "". */
struct str axis_stream(struct str stream_id, struct str channel_id);

/* Which series the event belongs to: as axis_stream has it, or its channel, or
 * "". */
struct str axis_key(const struct event *, enum axis_by);

/* Whether the event's place cannot be known without its moments. */
bool axis_needs_moment(const struct axis *, const struct event *);

/* Its place in ms, from 0 to 2^53 - 1; false when it has none. */
bool axis_place(struct axis *, const struct event *, int64_t *ms);

#endif
