/*
 * mark.h - what chz-filter adds to any record that it would have dropped.
 */
#ifndef CHZ_RECORD_MARK_H
#define CHZ_RECORD_MARK_H

#include "record/record.h"

struct mark {
	struct str dropped_by;  /* the rule */
	struct str dropped_for; /* what it found */
};

extern const struct record_type mark_keys;

#endif
