/*
 * arrivals.h - the `arrivals` record of chz-records(5): a piece of what came
 * for a time series, to be joined with others.
 */
#ifndef CHZ_RECORD_ARRIVALS_H
#define CHZ_RECORD_ARRIVALS_H

#include "record/record.h"

/* Zero is one of which nothing is known. */
struct arrivals {
	struct str channel_id, channel, stream_id;
	struct str events; /* bytes, as arrivals.h of series writes them */
};

extern const struct record_type arrivals_record;

#endif
