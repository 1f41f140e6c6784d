/*
 * ts.h - the `ts` record of chz-records(5): one bucket of a time series.
 *
 * A struct ts lends its texts: as read, until the reader's next record; from
 * elsewhere as their owner says.
 */
#ifndef CHZ_RECORD_TS_H
#define CHZ_RECORD_TS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "core/when.h"
#include "record/record.h"

/* Begin with ts_blank(). */
struct ts {
	struct str channel_id, channel, stream_id;
	int64_t sec;        /* where the bucket begins */
	int64_t bucket_sec; /* how long it is */
	int64_t timestamp;  /* the moment of `sec` */
	int64_t chat_count, user_count, donation_count;
	int64_t donation_amount; /* where all are of one currency */
	struct str amounts;      /* by currency, as amounts.h writes them */
	double rolling;          /* mean chat_count over the last rolling_sec */
	int64_t rolling_sec;
	bool gap;              /* some of it was not seen */
	struct str user_marks; /* who chatted, as marks.h writes it */
};

extern const struct record_type ts_record;

/* One of which nothing is known. */
struct ts ts_blank(void);

#endif
