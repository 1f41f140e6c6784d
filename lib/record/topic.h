/*
 * topic.h - the `topic` record of chz-records(5): what a segment of a
 * broadcast was about.
 */
#ifndef CHZ_RECORD_TOPIC_H
#define CHZ_RECORD_TOPIC_H

#include <stdint.h>

#include "record/record.h"

/* Begin with topic_blank(). */
struct topic {
	struct str channel_id, channel, stream_id;
	int64_t start_sec, end_sec;
	struct str title, summary;     /* in a model's words */
	struct strs keywords, samples; /* the most telling first */
	int64_t chat_count;
};

extern const struct record_type topic_record;

/* One of which nothing is known. */
struct topic topic_blank(void);

#endif
