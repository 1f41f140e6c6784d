/* Lists the rare bytes of a chunk, for every kernel. */
#include "jsonl/kernel.h"

uint64_t
kernel_odd(struct kernel_state *s, uint64_t quote, uint64_t backslash,
    uint64_t odd, uint32_t at)
{
	struct index *ix = s->ix;

	/* What a backslash at the end of the last chunk escapes. */
	if (s->escaped) {
		quote &= ~1ULL;
		odd &= ~(backslash & 1);
		s->escaped = false;
	}
	while (odd != 0) {
		uint64_t bit = odd & -odd;

		ix->odd[ix->n_odd++] = at + (uint32_t)__builtin_ctzll(odd);
		odd &= odd - 1;
		if ((backslash & bit) == 0)
			continue;
		quote &= ~(bit << 1);
		odd &= ~(backslash & bit << 1);
		s->escaped = bit >> 63;
	}
	return quote;
}
