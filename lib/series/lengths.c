/* Reads lists of bucket lengths. */
#include <string.h>

#include "core/when.h"
#include "series/lengths.h"

bool
lengths_add(struct lengths *l, int64_t ms)
{
	size_t i = 0;

	while (i < l->n && l->ms[i] < ms)
		i++;
	if (i < l->n && l->ms[i] == ms)
		return true;
	if (l->n == LENGTHS_MAX)
		return false;
	memmove(l->ms + i + 1, l->ms + i, (l->n - i) * sizeof *l->ms);
	l->ms[i] = ms;
	l->n++;
	return true;
}

bool
lengths_read(struct lengths *l, struct str text)
{
	int64_t ms;

	while (text.p != NULL)
		if (!when_duration(str_cut(&text, ','), &ms) || ms <= 0 ||
		    ms > LENGTHS_LONGEST_MS || ms % 1000 != 0 ||
		    !lengths_add(l, ms))
			return false;
	return true;
}
