/*
 * table.h - stats records as a table for people.
 */
#ifndef CHZ_TOTALS_TABLE_H
#define CHZ_TOTALS_TABLE_H

#include "record/stats.h"

/* Appends the line of headings, and a line for a record, 79 columns each. */
void totals_table_head(struct buf *);
void totals_table_row(struct buf *, const struct stats *);

#endif
