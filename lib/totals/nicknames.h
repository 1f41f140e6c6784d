/*
 * nicknames.h - which nicknames each of many groups has, and how often each
 * came.
 *
 * All groups' nicknames are in one array, in order of arrival: 32 bytes each,
 * and 8 to 16 to find one.
 */
#ifndef CHZ_TOTALS_NICKNAMES_H
#define CHZ_TOTALS_NICKNAMES_H

#include "core/table.h"
#include "totals/brief.h"

struct nickname {
	uint32_t group; /* first, for by_group.h */
	uint32_t hash;  /* private */
	struct brief text;
	int64_t n; /* the caller's */
};

/* Zero is an empty one. */
struct nicknames {
	struct nickname *at;
	uint32_t n;
	/* private */
	struct table table;
	size_t cap;
	struct arena arena;
};

/* The group's nickname, which is in NFC; a new one has no count.  Good until
 * the next new one. */
struct nickname *nicknames_get(
    struct nicknames *, uint32_t group, struct str text, bool *fresh);

/* Two looks ahead: the first starts to load what the second reads, the second
 * what nicknames_get does. */
void nicknames_far(const struct nicknames *, uint32_t group, struct str text);
void nicknames_near(const struct nicknames *, uint32_t group, struct str text);

void nicknames_free(struct nicknames *);

#endif
