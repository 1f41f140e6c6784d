/*
 * types.h - all record types.
 */
#ifndef CHZ_RECORD_TYPES_H
#define CHZ_RECORD_TYPES_H

#include "record/record.h"

/* In the order of chz-records(5); ends with NULL. */
extern const struct record_type *const record_types[];

/* The type whose records have this name, and which of its names it is, from 0;
 * NULL when there is none. */
const struct record_type *record_type_of(struct str name, int *which);

#endif
