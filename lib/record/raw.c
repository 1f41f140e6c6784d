/* The table of a raw frame's keys. */
#include "record/raw.h"
#include "record/table.h"

#define OF struct raw
static const struct record_field fields[] = {
	{ TEXT(platform) },
	{ TEXT(channel_id) },
	{ TEXT(channel) },
	{ TEXT(stream_id) },
	{ MOMENT(received_at) },
	{ NATURAL(cmd) },
	{ JSON(body) },
};

const struct record_type raw_record =
    RECORD("a frame of the platform, as it came", fields, "raw");
