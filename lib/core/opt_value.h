/*
 * opt_value.h - an option's argument: read, checked and stored.
 */
#ifndef CHZ_CORE_OPT_VALUE_H
#define CHZ_CORE_OPT_VALUE_H

#include "core/opt.h"

/* Stores the argument in the option's member of `settings`.  False, with "'x'
 * is not one of a, b" appended to `why`, when it is not what it should be. */
bool opt_value_set(
    const struct opt *, void *settings, const char *arg, struct buf *why);

/* A number, a span in ms, that the settings have; NAN for other kinds. */
double opt_value_number(const struct opt *, const void *settings);

/* Appends "from 10 to 120", "from 1s up" or nothing, when it may be any. */
void opt_value_limits(const struct opt *, struct buf *);
/* Appends "a, b, c". */
void opt_value_choices(const struct opt *, struct buf *, const char *between);

#endif
