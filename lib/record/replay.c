/* The table of a replay's keys. */
#include "record/replay.h"
#include "record/table.h"

#define OF struct replay
static const struct record_field fields[] = {
	{ TEXT(platform) },
	{ TEXT(channel_id) },
	{ TEXT(channel) },
	{ TEXT(stream_id) },
	{ TEXT(video_no) },
	{ TEXT(title) },
	{ TEXT(category) },
	{ ARRAY(tags) },
	{ MOMENT(start) },
	{ MOMENT(end) },
	{ TEXT(thumbnail) },
};

const struct record_type replay_record =
    RECORD("a recorded broadcast", fields, "replay");
