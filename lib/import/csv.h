/*
 * csv.h - chat in tables: comma-separated values as RFC 4180 has them.
 *
 * What separates the columns is the first comma, semicolon or tab of the first
 * row.  What they hold is known by the first row's headings, or is said:
 *
 *	time,user,text            in their order; "-" for others
 *	time=When,text=Message    by heading, or by number from 1
 *
 * Of a time, H:MM:SS, M:SS and seconds below 10^8 are elapsed; other numbers
 * are seconds, milli- or microseconds since 1970; dates without a zone are
 * local.
 */
#ifndef CHZ_IMPORT_CSV_H
#define CHZ_IMPORT_CSV_H

#include <stdbool.h>

#include "core/str.h"

/* What is wrong with a list of columns as above, or NULL. */
const char *csv_columns_bad(struct str list);
/* Whether a row's headings name a time and a text. */
bool csv_is_heading(struct str row);

struct csv_chat;

/* `columns` absent: by the headings.  A row is at most `max` bytes. */
struct csv_chat *csv_new(struct str columns, size_t max);
void csv_free(struct csv_chat *); /* accepts NULL */

#endif
