/* The table of the keys of how a tap stands. */
#include "record/source.h"
#include "record/table.h"

#define OF struct source_state
static const struct record_field fields[] = {
	{ TEXT(platform) },
	{ TEXT(channel_id) },
	{ TEXT(channel) },
	{ TEXT(stream_id) },
	{ MOMENT(received_at) },
	{ TEXT(state), .always = true },
	{ TEXT(reason) },
	{ NATURAL(messages) },
	{ NATURAL(losses) },
	{ MOMENT(heard_at) },
};

const struct record_type source_record =
    RECORD("how the tap of a chat stands", fields, "source");

struct source_state
source_blank(void)
{
	struct source_state s;

	record_clear(&source_record, &s);
	return s;
}
