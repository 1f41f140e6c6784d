/* The table of an audience's keys. */
#include "record/audience.h"
#include "record/table.h"

#define OF struct audience
static const struct record_field fields[] = {
	{ TEXT(id), .always = true },
	{ TEXT(name) },
	{ NATURAL(messages) },
	{ NATURAL(followers) },
	{ MOMENT(first_at) },
	{ MOMENT(last_at) },
	{ BYTES(users) },
	{ NATURAL_AS("sketch", most) },
	{ BYTES(hashes) },
};

const struct record_type audience_record =
    RECORD("a piece of what is known of a node's users", fields, "audience");

struct audience
audience_blank(void)
{
	struct audience a;

	record_clear(&audience_record, &a);
	return a;
}
