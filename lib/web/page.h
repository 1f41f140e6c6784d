/*
 * page.h - the files of the pages, as they are in lib/web.
 *
 * The Makefile makes an array of each file: overlay/live.js is
 * web_overlay_live_js.  A new file is a line in page.c.
 */
#ifndef CHZ_WEB_PAGE_H
#define CHZ_WEB_PAGE_H

#include <stdbool.h>

#include "core/str.h"

struct page_file {
	const char *type; /* "text/javascript; charset=utf-8" */
	struct str text;
};

/* The file of chz-overlay's pages that is at a path, "/" or "/live.js"; false
 * when there is none. */
bool page_overlay(struct str path, struct page_file *);

/* The same for chz-room's page. */
bool page_room(struct str path, struct page_file *);

/* The type of a file by the end of its name; NULL for those that pages have no
 * use for. */
const char *page_type(struct str name);

/* The files of one of chz-page's pages; its script is both, joined. */
struct page_files {
	struct str html, body, style, common, script;
};
struct page_files page_broadcast(void);
struct page_files page_map(void);
struct page_files page_index(void);

/* A place "{{name}}" in a page, and what goes there. */
struct page_part {
	const char *name;
	struct str text;
};

/* Appends the page with its parts, of which the last has no name; each is in
 * the page once, and in this order. */
void page_fill(struct buf *, struct str page, const struct page_part *parts);

#endif
