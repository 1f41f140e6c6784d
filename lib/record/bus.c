/* The table of the keys of a stream on Redis. */
#include "record/bus.h"
#include "record/table.h"

#define OF struct bus
static const struct record_field fields[] = {
	{ TEXT(key), .always = true },
	{ NATURAL(entries), .always = true },
	{ TEXT(group) },
	{ NATURAL(consumers) },
	{ NATURAL(pending) },
	{ NATURAL(lag) },
};

const struct record_type bus_record =
    RECORD("a stream of records on Redis", fields, "bus");
#undef OF
