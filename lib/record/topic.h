/*
 * topic.h - the `topic` record of chz-records(5): what a segment of a
 * broadcast was about.
 */
#ifndef CHZ_RECORD_TOPIC_H
#define CHZ_RECORD_TOPIC_H

#include <stdint.h>

#include "core/str.h"

struct topic {
	struct str channel_id, stream_id; /* absent when unknown */
	int64_t start_sec, end_sec;
	const struct str *keywords, *samples; /* the most telling first */
	size_t n_keywords, n_samples;
	uint64_t chat_count;
};

/* Appends it as one line. */
void topic_put(struct buf *, const struct topic *);

#endif
