/*
 * memberships.h - which users each of many groups has, and how often each came.
 *
 * All groups' users are in one array, in order of arrival: 48 bytes each, and
 * 8 to 16 to find one.
 */
#ifndef CHZ_TOTALS_MEMBERSHIPS_H
#define CHZ_TOTALS_MEMBERSHIPS_H

#include "core/table.h"
#include "totals/brief.h"
#include "totals/who.h"

struct membership {
	uint32_t group; /* first, for by_group.h */
	uint32_t text;  /* private */
	struct id128 id;
	struct brief name; /* for people; the caller's */
	uint64_t n;        /* the caller's */
};

/* Zero is an empty one. */
struct memberships {
	struct membership *at;
	uint32_t n;
	/* private */
	struct table table;
	size_t cap;
	struct str *texts; /* of ids that are not digits */
	size_t n_texts, texts_cap;
	struct arena arena;
};

/* The group's user, a new one with neither name nor count.  Good until the next
 * new one. */
struct membership *memberships_get(
    struct memberships *, uint32_t group, struct who, bool *fresh);

/* Two looks ahead: the first starts to load what the second reads, the second
 * what memberships_get does.  That tells whether there may be such a user. */
void memberships_far(const struct memberships *, uint32_t group, struct id128);
bool memberships_near(const struct memberships *, uint32_t group, struct id128);

struct who membership_who(
    const struct memberships *, const struct membership *);

void memberships_free(struct memberships *);

#endif
