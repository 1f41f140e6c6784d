/*
 * group.h - the groups of totals, for the files of lib/totals alone.
 */
#ifndef CHZ_TOTALS_GROUP_H
#define CHZ_TOTALS_GROUP_H

#include "totals/totals.h"

/* The number of the group that has the key; a new one where none has. */
uint32_t group_of(struct totals *, struct str key);

uint32_t group_of_place(struct totals *, struct str key);
/* By user or nickname; the latter in NFC. */
uint32_t group_of_person(struct totals *, const struct summand *);
/* What finds it: the hash of the broadcast, channel, user or nickname. */
uint32_t group_hash(enum totals_by, const struct summand *);

/* What the group has none of yet begins as zero.  Good until the next call. */
struct money *group_money(struct totals *, struct sums *);
struct more *group_more(struct totals *, struct sums *);

/* Counts a user, or a nickname in NFC, with `n` messages. */
void group_add_user(struct totals *, uint32_t group, struct who,
    struct str nickname, uint64_t n);
void group_add_nickname(
    struct totals *, uint32_t group, struct str nickname, uint64_t n);

/* Remembers the nickname of a user that came last; absent ones are none. */
void group_name_user(struct totals *, struct sums *, struct str nickname);

#endif
