/*
 * walk.h - the event files below a directory, as chz-store lays them out.
 */
#ifndef CHZ_STORE_WALK_H
#define CHZ_STORE_WALK_H

#include <stdbool.h>

#include "core/mem.h"
#include "core/opt.h"

/*
 * Appends the files that `path` stands for: itself when it is no directory;
 * events.jsonl.zst and then events.jsonl of a broadcast's directory; those of
 * all broadcasts of a date's or an archive's directory, in order of their
 * names.  `date`, "2026-01-06", when not NULL, leaves out other dates of an
 * archive.  The names live in the arena.  False with errno set.
 */
bool walk(
    struct opt_list *files, const char *path, const char *date, struct arena *);

/* For an option --date, whose member is such a date: reads it, as OPT_OWN
 * wants. */
const char *walk_read_date(struct str arg, void *member);

/*
 * The same for all operands of a tool, up to a NULL.  Those that cannot be
 * listed, and without `date` those without events, are named; false then.
 */
bool walk_all(struct opt_list *files, char *const paths[], const char *date,
    struct arena *);

#endif
