/*
 * walk.h - the event files below a directory, as chz-store lays them out.
 */
#ifndef CHZ_STORE_WALK_H
#define CHZ_STORE_WALK_H

#include <stdbool.h>

#include "core/mem.h"
#include "core/opt.h"

/* The first and the last day that are wanted, "2026-01-06"; absent for all. */
struct walk_dates {
	struct str from, to;
};

/* For an option --date, whose member they are: FROM[..TO]. */
const char *walk_read_dates(struct str arg, void *dates);

/*
 * Appends the files that the directory `path` stands for: events.jsonl.zst and
 * then events.jsonl of a broadcast's; those of all broadcasts of a date's or an
 * archive's, in order of their names.  Dates of an archive that are not wanted
 * are left out.  The names live in the arena.  False with errno set.
 */
bool walk(struct opt_list *files, const char *path, const struct walk_dates *,
    struct arena *);

#endif
