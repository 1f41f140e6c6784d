/* Makes texts brief. */
#include "totals/brief.h"

struct brief
brief_of(struct str s, struct arena *a)
{
	struct brief b = { 0 };

	if (s.n > BRIEF_HERE) {
		b.there = arena_pack(a, s.p, s.n);
		b.there_n = (uint32_t)s.n;
		b.n = BRIEF_LONG;
	} else if (s.n > 0) {
		memcpy(b.here, s.p, s.n);
		b.n = (uint8_t)s.n;
	}
	return b;
}
