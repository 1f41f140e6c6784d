/*
 * chat.h - what the decoders of all platforms share: where the events of a
 * chat come from, and where they go.
 */
#ifndef CHZ_PLATFORM_CHAT_H
#define CHZ_PLATFORM_CHAT_H

#include <stdint.h>

#include "record/event.h"

/* What the reader knows and a frame does not: goes into every event. */
struct chat_origin {
	struct str channel_id, channel, stream_id;
	int64_t opened_at; /* of the broadcast, or WHEN_UNKNOWN */
	int64_t received_at;
};

/* Where events go; what they lend is good until the call returns. */
struct chat_sink {
	void (*event)(void *arg, const struct event *);
	/* The body of every frame as JSON, byte for byte or as a string;
	 * NULL when not wanted.  `cmd` is -1 where frames have no number. */
	void (*raw)(void *arg, int64_t cmd, struct str json);
	void *arg;
};

/* What was read so far. */
struct chat_counts {
	uint64_t frames, events;
	uint64_t unknown; /* frames and rows of a code that means nothing */
	uint64_t bad;     /* unreadable, or without what it cannot lack */
};

/* An event with what the origin knows, for something sent at `ms`. */
struct event chat_event(struct str platform, enum event_type,
    const struct chat_origin *, int64_t ms);

/* Appends {"type":"raw",...}, one line, with the JSON as it came. */
void chat_put_raw(struct buf *, struct str platform, const struct chat_origin *,
    int64_t cmd, struct str json);

#endif
