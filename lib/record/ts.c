/* The table of a bucket's keys. */
#include "record/ts.h"
#include "record/table.h"

#define OF struct ts
static const struct record_field fields[] = {
	{ TEXT(channel_id) },
	{ TEXT(channel) },
	{ TEXT(stream_id) },
	{ NATURAL(sec), .always = true },
	{ NATURAL(bucket_sec), .always = true },
	{ MOMENT(timestamp) },
	{ NATURAL(chat_count), .always = true },
	{ NATURAL(user_count) },
	{ NATURAL(donation_count) },
	{ NATURAL(donation_amount) },
	{ OBJECT(amounts) },
	{ REAL(rolling), .decimals = 6 },
	{ NATURAL(rolling_sec) },
	{ FLAG(gap) },
	{ TEXT(user_marks) },
};

const struct record_type ts_record =
    RECORD("one bucket of a time series", fields, "ts");

struct ts
ts_blank(void)
{
	struct ts ts;

	record_clear(&ts_record, &ts);
	return ts;
}
