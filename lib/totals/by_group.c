/* Sorts things by their groups, counting. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "totals/by_group.h"

static uint32_t
group_of(const void *things, size_t size, uint32_t i)
{
	uint32_t group;

	memcpy(&group, (const char *)things + i * size, sizeof group);
	return group;
}

struct by_group
by_group_sort(const void *things, size_t size, uint32_t n, uint32_t groups)
{
	struct by_group g = { xcalloc(n, sizeof *g.number),
		xcalloc((size_t)groups + 2, sizeof *g.from) };
	uint32_t *next = g.from + 1; /* is from once all are placed */

	for (uint32_t i = 0; i < n; i++)
		next[group_of(things, size, i) + 1]++;
	for (uint32_t i = 0; i < groups; i++)
		next[i + 1] += next[i];
	for (uint32_t i = 0; i < n; i++)
		g.number[next[group_of(things, size, i)]++] = i;
	return g;
}

void
by_group_free(struct by_group *g)
{
	free(g->number);
	free(g->from);
	*g = (struct by_group){ 0 };
}
