/* The table of a peak's keys. */
#include <math.h>

#include "record/peak.h"
#include "record/table.h"

const char *const peak_by_words[] = { "scan", "words", "z", "volume", "surge",
	NULL };
const char *const peak_suspect_words[] = { "flood", "raid", NULL };

#define OF struct peak
static const struct record_field fields[] = {
	{ TEXT(channel_id) },
	{ TEXT(channel) },
	{ TEXT(stream_id) },
	{ WORD(by), .words = peak_by_words },
	{ NATURAL(peak_id) },
	{ FLAG(open) },
	{ NATURAL(rank) },
	{ REAL(score), .decimals = 3 },
	{ NATURAL(start_sec), .always = true },
	{ NATURAL(end_sec), .always = true },
	{ NATURAL(peak_sec) },
	{ MOMENT(timestamp) },
	{ NATURAL(value) },
	{ REAL(multiple), .decimals = 3 },
	{ REAL(loudest_share), .decimals = 3 },
	{ REAL(laugh_share), .decimals = 3 },
	{ WORD(suspect), .words = peak_suspect_words },
	{ REAL(surge_ratio), .decimals = 3 },
	{ REAL(z), .decimals = 3 },
	{ NATURAL(chat_count) },
	{ NATURAL(people) },
	{ REAL(messages_per_user), .decimals = 3 },
	{ NATURAL(donations) },
	{ NATURAL(donation_amount) },
	{ OBJECT(amounts) },
	{ NATURAL(clip_start_sec) },
	{ TEXTS(keywords) },
	{ TEXTS(samples) },
	{ TEXT(why) },
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

double
peak_strength(const struct peak *p)
{
	double value = (double)p->value;

	if ((p->by == PEAK_SCAN || p->by == PEAK_WORDS) && !isnan(p->score))
		value = p->score;
	else if (p->by == PEAK_Z && !isnan(p->z))
		value = p->z;
	else if (p->by == PEAK_SURGE && !isnan(p->surge_ratio))
		value = p->surge_ratio;
	return p->suspect == PEAK_TRUSTED ? value : value - 1e9;
}
