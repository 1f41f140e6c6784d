/*
 * counts.h - how often each of many ids came, exactly.
 *
 * About 70 bytes an id and its texts.  Ids are compared as id128.h does.
 */
#ifndef CHZ_TOTALS_COUNTS_H
#define CHZ_TOTALS_COUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/id128.h"
#include "core/mem.h"
#include "core/str.h"
#include "core/table.h"

struct count {
	struct id128 id;
	struct str text; /* of the id */
	struct str name; /* for people, as first seen; may be absent */
	uint64_t n;
};

struct counts {
	struct count *at; /* in order of arrival; zero is an empty one */
	size_t n;
	/* private */
	struct table table;
	size_t cap;
	struct arena texts;
};

/* Adds `n` to what the id has; a new one is copied, with its name. */
void counts_add(struct counts *, struct id128, struct str text, struct str name,
    uint64_t n);

/* Sorts by count, highest first, then by text.  Only for reading after. */
void counts_rank(struct counts *);

void counts_free(struct counts *);

#endif
