/*
 * replay.h - the `replay` record of chz-records(5): a recorded broadcast.
 *
 * A struct replay lends its texts: as read, until the reader's next record;
 * from elsewhere as their owner says.
 */
#ifndef CHZ_RECORD_REPLAY_H
#define CHZ_RECORD_REPLAY_H

#include "core/str.h"
#include "record/record.h"

struct replay {
	struct str platform, channel_id, channel;
	struct str stream_id; /* "vod_<number>" */
	struct str video_no;
	struct str title, category, thumbnail;
	struct str tags; /* JSON as it stands: array */
	int64_t start, end;
};

extern const struct record_type replay_record;

#endif
