/* The table of the keys of the simulator's ledger. */
#include "record/sent.h"
#include "record/table.h"

enum { MESSAGE = 1, FAULT = 2 };

#define OF struct sent
static const struct record_field fields[] = {
	{ TEXT(fault), .of = FAULT },
	{ TEXT(channel_id) },
	{ TEXT(stream_id), .of = MESSAGE },
	{ MOMENT(sent_at) },
	{ TEXT(message_id), .of = MESSAGE },
	{ NATURAL(readers), .of = MESSAGE },
	{ NATURAL(withheld), .of = MESSAGE },
};

const struct record_type sent_record =
    RECORD_ONE_OF("a line of the simulator's ledger", fields, "sent", "fault");

struct sent
sent_blank(void)
{
	struct sent s;

	record_clear(&sent_record, &s);
	return s;
}
