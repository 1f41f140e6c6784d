/* Keeps the gaps of a series in order. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "series/gaps.h"

static void
remove_at(struct gaps *g, size_t i, size_t n)
{
	if (n == 0)
		return;
	memmove(g->at + i, g->at + i + n, (g->n - i - n) * sizeof *g->at);
	g->n -= n;
}

void
gaps_add(struct gaps *g, int64_t from, int64_t to)
{
	size_t first = 0, n = 0;

	if (from >= to)
		return;
	while (first < g->n && g->at[first].to < from)
		first++;
	/* One gap takes the place of all that it meets. */
	while (first + n < g->n && g->at[first + n].from <= to) {
		if (g->at[first + n].from < from)
			from = g->at[first + n].from;
		if (g->at[first + n].to > to)
			to = g->at[first + n].to;
		n++;
	}
	remove_at(g, first, n);
	MEM_RESERVE(g->at, g->cap, g->n + 1);
	memmove(
	    g->at + first + 1, g->at + first, (g->n - first) * sizeof *g->at);
	g->at[first] = (struct gap){ from, to };
	g->n++;
}

bool
gaps_touch(const struct gaps *g, int64_t from, int64_t to)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->at[i].from < to && from < g->at[i].to)
			return true;
	return false;
}

void
gaps_forget(struct gaps *g, int64_t before)
{
	size_t n = 0;

	while (n < g->n && g->at[n].to <= before)
		n++;
	remove_at(g, 0, n);
}

void
gaps_free(struct gaps *g)
{
	free(g->at);
	*g = (struct gaps){ 0 };
}
