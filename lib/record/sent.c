/* The tables of the keys of what the simulator did. */
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
#undef OF

#define OF struct llm_asked
static const struct record_field asked_fields[] = {
	{ NATURAL(at_ms) },
	{ NATURAL(status), .always = true },
	{ TEXT(fault) },
	{ OBJECT(request) },
	{ TEXT(content) },
};
const struct record_type llm_asked_record =
    RECORD("a request to the simulated language model", asked_fields, "llm");

struct sent
sent_blank(void)
{
	struct sent s;

	record_clear(&sent_record, &s);
	return s;
}

struct llm_asked
llm_asked_blank(void)
{
	struct llm_asked a;

	record_clear(&llm_asked_record, &a);
	return a;
}
