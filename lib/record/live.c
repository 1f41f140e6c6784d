/* The table of a broadcast's keys. */
#include "record/live.h"
#include "record/table.h"

static const char *const statuses[] = { "open", "close", NULL };

#define OF struct live
static const struct record_field fields[] = {
	{ TEXT(platform) },
	{ TEXT(channel_id) },
	{ TEXT(channel) },
	{ TEXT(stream_id) },
	{ WORD(status), .words = statuses },
	{ TEXT(live_id) },
	{ TEXT(title) },
	{ TEXT(category) },
	{ ARRAY(tags) },
	{ NATURAL(viewers) },
	{ NATURAL(followers) },
	{ FLAG(adult) },
	{ MOMENT(opened_at) },
	{ MOMENT(closed_at) },
	{ TEXT(chat_channel_id) },
	{ MOMENT(heard_at) },
};

const struct record_type live_record =
    RECORD("a live broadcast, as a list or a look at its channel showed it",
	fields, "live");

struct live
live_blank(void)
{
	struct live l;

	record_clear(&live_record, &l);
	return l;
}
