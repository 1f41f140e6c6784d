/* The table of the keys of how far a tool is. */
#include "record/progress.h"
#include "record/table.h"

#define OF struct progress
static const struct record_field fields[] = {
	{ TEXT(tool), .always = true },
	{ TEXT(name) },
	{ NATURAL(elapsed_ms), .always = true },
	{ NATURAL(records), .always = true },
	{ NATURAL(bad), .always = true },
	{ NATURAL(bytes_in), .always = true },
	{ NATURAL(bytes_out), .always = true },
	{ OBJECT(counts) },
	{ REAL(done), .decimals = 3 },
	{ NATURAL(left_ms) },
	{ FLAG(last) },
};

const struct record_type progress_record =
    RECORD("how far a tool is", fields, "progress");
