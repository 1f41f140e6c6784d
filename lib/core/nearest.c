/* Finds the word that a misspelt one stands for. */
#include <string.h>

#include "core/nearest.h"

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Damerau's distance, each pair of letters swapped at most once: three rows of
 * its table are enough. */
static unsigned
distance(struct str a, struct str b)
{
	unsigned rows[3][NEAREST_MAX + 1];
	unsigned *two = rows[0], *one = rows[1], *row = rows[2], *free;

	for (unsigned k = 0; k <= b.n; k++)
		row[k] = k;
	for (unsigned i = 1; i <= a.n; i++) {
		free = two;
		two = one;
		one = row;
		row = free;
		row[0] = i;
		for (unsigned k = 1; k <= b.n; k++) {
			bool same = a.p[i - 1] == b.p[k - 1];

			row[k] = least(
			    one[k - 1] + !same, least(one[k], row[k - 1]) + 1);
			if (i > 1 && k > 1 && a.p[i - 1] == b.p[k - 2] &&
			    a.p[i - 2] == b.p[k - 1])
				row[k] = least(row[k], two[k - 2] + 1);
		}
	}
	return row[b.n];
}

static bool
is_beginning(struct str part, struct str word)
{
	return part.n >= 2 && word.n >= part.n &&
	    memcmp(word.p, part.p, part.n) == 0;
}

void
nearest_offer(struct nearest *near, struct str word)
{
	struct str typed = near->typed;
	unsigned away;

	if (typed.n > NEAREST_MAX || word.n > NEAREST_MAX)
		return;
	away = distance(typed, word);
	if (away > (typed.n + 1) / 3 && !is_beginning(typed, word))
		return;
	if (near->found.p == NULL || away < near->distance) {
		near->found = word;
		near->distance = away;
	}
}
