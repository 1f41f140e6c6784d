/*
 * site.h - a directory of pages: one for each broadcast, and their index.
 *
 *	DIR/index.html
 *	DIR/2026-01-06_봄하늘_202000_1_a1b2.html
 *	DIR/.chz/2026-01-06_봄하늘_202000_1_a1b2	what it was made of; its
 *entry
 *
 * A page is made again only when its stamp is another; those that are not
 * asked for in a run are removed.  One process at a time.  Everything is
 * replaced in one step.
 */
#ifndef CHZ_WEB_SITE_H
#define CHZ_WEB_SITE_H

#include <stdbool.h>

#include "core/intern.h"
#include "core/str.h"
#include "core/workdir.h"

struct site {
	const char *dir;     /* borrowed */
	struct workdir work; /* a place to make things in */
	/* private */
	struct buf work_path;
	struct intern names; /* that were asked for */
	bool changed;
};

/* Makes the directory where there is none, and waits for whoever has it.  False
 * with errno set. */
bool site_open(struct site *, const char *dir);

/* Whether the page of that name is there and was made of `stamp`; either way it
 * stays. */
bool site_has(struct site *, struct str name, struct str stamp);
/* Writes a page and its entry, entry.h's.  False with errno set. */
bool site_put(struct site *, struct str name, struct str stamp, struct str page,
    struct str entry);
/* Appends the entries of all pages, with the name of each, as members of an
 * array: [{"page":"NAME.html",...},...].  With `all`, pages that nobody asked
 * for are removed. */
bool site_finish(struct site *, bool all, struct buf *entries);
/* Whether the index has to be written: something changed, or there is none. */
bool site_is_stale(const struct site *);
bool site_put_index(struct site *, struct str page);
void site_close(struct site *);

#endif
