/*
 * raw.h - the `raw` record of chz-records(5): a frame of the platform as it
 * came.
 */
#ifndef CHZ_RECORD_RAW_H
#define CHZ_RECORD_RAW_H

#include "record/record.h"

struct raw {
	struct str platform, channel_id, channel, stream_id;
	int64_t received_at;
	int64_t cmd;     /* the platform's number of the kind of frame */
	struct str body; /* JSON as it stands */
};

extern const struct record_type raw_record;

#endif
