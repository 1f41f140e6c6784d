/* The table of a peak's keys. */
#include "record/peak.h"
#include "record/table.h"

static const char *const bys[] = { "z", "volume", "surge", NULL };

#define OF struct peak
static const struct record_field fields[] = {
	{ TEXT(channel_id) },
	{ TEXT(channel) },
	{ TEXT(stream_id) },
	{ WORD(by), .words = bys },
	{ NATURAL(rank) },
	{ NATURAL(start_sec), .always = true },
	{ NATURAL(end_sec), .always = true },
	{ NATURAL(peak_sec) },
	{ MOMENT(timestamp) },
	{ NATURAL(value) },
	{ REAL(surge_ratio), .decimals = 3 },
	{ REAL(z), .decimals = 3 },
	{ NATURAL(chat_count) },
	{ NATURAL(user_count) },
	{ REAL(messages_per_user), .decimals = 3 },
	{ NATURAL(donation_count) },
	{ NATURAL(donation_amount) },
	{ NATURAL(clip_start_sec) },
	{ ELAPSED_AS("start_time", start_sec), .always = true },
	{ ELAPSED_AS("end_time", end_sec), .always = true },
};

const struct record_type peak_record =
    RECORD("a moment when the chat was busier than before", fields, "peak");

struct peak
peak_blank(void)
{
	struct peak p;

	record_clear(&peak_record, &p);
	return p;
}

const char *
peak_by_name(enum peak_by by)
{
	return by != PEAK_UNKNOWN ? bys[by - 1] : NULL;
}

enum peak_by
peak_by_of(struct str text)
{
	for (int i = 0; bys[i] != NULL; i++)
		if (str_is(text, bys[i]))
			return (enum peak_by)(i + 1);
	return PEAK_UNKNOWN;
}
