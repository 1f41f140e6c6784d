/* The table of the keys of arrivals. */
#include "record/arrivals.h"
#include "record/table.h"

#define OF struct arrivals
static const struct record_field fields[] = {
	{ TEXT(channel_id) },
	{ TEXT(channel) },
	{ TEXT(stream_id) },
	{ BYTES(events), .always = true },
};

const struct record_type arrivals_record =
    RECORD("a piece of what came for a time series", fields, "arrivals");
#undef OF
