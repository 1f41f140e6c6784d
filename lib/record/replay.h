/*
 * replay.h - the `replay` record of chz-records(5): a recorded broadcast.
 *
 * Texts are borrowed; absent ones and WHEN_UNKNOWN are not written.
 */
#ifndef CHZ_RECORD_REPLAY_H
#define CHZ_RECORD_REPLAY_H

#include "core/str.h"
#include "core/when.h"

struct replay {
	struct str platform, channel_id, channel;
	struct str stream_id; /* "vod_<number>" */
	struct str video_no;
	struct str title, category, thumbnail;
	struct str tags; /* JSON as it stands: array */
	int64_t start, end;
};

/* Appends it as one line. */
void replay_put(struct buf *, const struct replay *);

#endif
