/*
 * by_group.h - things of many groups, in order of their groups.
 *
 *	struct by_group g = by_group_sort(at, sizeof *at, n, groups);
 *	for (uint32_t i = g.from[group]; i < g.from[group + 1]; i++)
 *		use(&at[g.number[i]]);
 */
#ifndef CHZ_TOTALS_BY_GROUP_H
#define CHZ_TOTALS_BY_GROUP_H

#include <stddef.h>
#include <stdint.h>

struct by_group {
	uint32_t *number; /* of the things: by group, then as they came */
	uint32_t *from;   /* of each group, and of one more, in `number` */
};

/* `n` things of `size` bytes, each beginning with its group's number, a
 * uint32_t below `groups`. */
struct by_group by_group_sort(
    const void *things, size_t size, uint32_t n, uint32_t groups);
void by_group_free(struct by_group *);

#endif
