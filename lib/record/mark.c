/* The table of what a filter adds. */
#include "record/mark.h"
#include "record/table.h"

#define OF struct mark
static const struct record_field fields[] = {
	{ TEXT(dropped_by) },
	{ TEXT(dropped_for) },
};

const struct record_type mark_keys = RECORD_KEYS(fields);
