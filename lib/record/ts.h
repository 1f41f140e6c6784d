/*
 * ts.h - the `ts` record of chz-records(5): one bucket of a time series.
 *
 * The mean is written with six decimals.
 *
 * A struct ts lends its texts: from ts_read until the reader's next record,
 * from elsewhere as their owner says.
 */
#ifndef CHZ_RECORD_TS_H
#define CHZ_RECORD_TS_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "core/when.h"
#include "jsonl/jsonl.h"

/* Unknown texts are absent, an unknown moment is WHEN_UNKNOWN, unknown
 * numbers are EVENT_UNKNOWN, an unknown mean is NAN; begin with TS_INIT. */
struct ts {
	struct str channel_id, channel, stream_id;
	int64_t sec;        /* where the bucket begins */
	int64_t bucket_sec; /* how long it is */
	int64_t timestamp;  /* the moment of `sec` */
	int64_t chat_count, user_count, donation_count, donation_amount;
	double rolling; /* mean chat_count over the last rolling_sec */
	int64_t rolling_sec;
	bool gap;              /* some of it was not seen */
	struct str user_marks; /* who chatted, as marks.h writes it */
};

#define TS_INIT                                                                \
	((struct ts){ .sec = -1,                                               \
	    .bucket_sec = -1,                                                  \
	    .timestamp = WHEN_UNKNOWN,                                         \
	    .chat_count = -1,                                                  \
	    .user_count = -1,                                                  \
	    .donation_count = -1,                                              \
	    .donation_amount = -1,                                             \
	    .rolling = (double)NAN,                                            \
	    .rolling_sec = -1 })

/* Appends it as one line, keys in the order of chz-records(5). */
void ts_put(struct buf *, const struct ts *);
/* The same in two parts: what all buckets of a series have in common, to be
 * written once and copied, and the rest of the line. */
void ts_put_head(struct buf *, const struct ts *);
void ts_put_rest(struct buf *, const struct ts *);

/* Where a reader's values have a bucket's keys. */
struct ts_slots {
	int type, channel_id, channel, stream_id, sec, bucket_sec, timestamp,
	    chat_count, user_count, donation_count, donation_amount, rolling,
	    rolling_sec, gap, user_marks;
};

/* Asks the reader for all keys of a bucket. */
struct ts_slots ts_want(struct jsonl *);

/*
 * Reads a record's values into *ts.  False when it is no `ts` record, which
 * is no error.  A value of the wrong type or range counts as unknown; whether
 * it was needed is the tool's to say.
 */
bool ts_read(const struct ts_slots *, struct jsonl *, const struct json_val *,
    struct ts *ts);

#endif
