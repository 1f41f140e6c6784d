/*
 * statstable.h - stats records as a table for people.
 */
#ifndef CHZ_TEXT_STATSTABLE_H
#define CHZ_TEXT_STATSTABLE_H

#include "event/stats.h"

/* Appends the line of headings, and a line for a record, 79 columns each. */
void statstable_head(struct buf *);
void statstable_row(struct buf *, const struct stats *);

#endif
