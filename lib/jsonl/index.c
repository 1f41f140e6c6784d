#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "jsonl/kernel.h"

static kernel_fn *kernel = kernel_scalar;

bool
index_choose(const char *name)
{
	if (strcmp(name, "scalar") == 0) {
		kernel = kernel_scalar;
		return true;
	}
#if defined(__x86_64__)
	__builtin_cpu_init();
	if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") &&
	    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
	    __builtin_cpu_supports("popcnt")) {
		kernel = kernel_avx2;
		return true;
	}
#endif
	return false;
}

/* Before main, when there is one thread yet.  Not by ifunc or target_clones,
 * which the sanitizers cannot bear. */
__attribute__((constructor)) static void
choose_kernel(void)
{
	const char *forced = getenv("CHZ_SIMD");

	if (forced == NULL || !index_choose(forced))
		index_choose("avx2");
}

const char *
index_kernel(void)
{
	return kernel == kernel_scalar ? "scalar" : "avx2";
}

void
kernel_odd(struct kernel_state *s, struct masks *m, uint32_t at)
{
	struct index *ix = s->ix;
	uint64_t left = m->odd & ~m->newline;

	/* What a backslash at the end of the last chunk escapes. */
	if (s->escaped) {
		m->quote &= ~1ULL;
		left &= ~(m->backslash & 1);
		s->escaped = false;
	}
	while (left != 0) {
		uint64_t bit = left & -left;

		ix->odd[ix->n_odd++] = at + (uint32_t)__builtin_ctzll(left);
		left &= left - 1;
		if ((m->backslash & bit) == 0)
			continue;
		m->quote &= ~(bit << 1);
		left &= ~(m->backslash & bit << 1);
		s->escaped = bit >> 63;
	}
}

static void
make_room(struct index *ix, size_t n)
{
	/* Each byte may be a mark; kernel_list writes ahead. */
	const size_t ahead = 16;

	if (n + CHUNK <= ix->room)
		return;
	ix->room = n + CHUNK;
	ix->mark = xreallocarray(ix->mark, ix->room + ahead, sizeof *ix->mark);
	ix->end = xreallocarray(ix->end, ix->room + ahead, sizeof *ix->end);
	ix->odd = xreallocarray(ix->odd, ix->room + ahead, sizeof *ix->odd);
}

/*
 * The last bytes, fewer than a chunk, among spaces: what lies behind them is
 * not looked at.  A character that is cut off meets a space and is seen.
 */
static bool
index_rest(struct kernel_state *s, const char *text, size_t done, size_t n)
{
	char padded[INDEX_BEFORE + CHUNK + INDEX_BEHIND];

	memset(padded, ' ', sizeof padded);
	memcpy(padded, text + done - INDEX_BEFORE, INDEX_BEFORE + n - done);
	return kernel(s, padded + INDEX_BEFORE, 1, (uint32_t)done);
}

void
index_text(struct index *ix, const char *text, size_t n)
{
	struct kernel_state s = { .ix = ix };
	size_t whole = n / CHUNK;
	bool sure;

	make_room(ix, n);
	ix->n_marks = ix->n_ends = ix->n_odd = 0;
	sure = kernel(&s, text, whole, 0);
	sure = index_rest(&s, text, whole * CHUNK, n) && sure;
	ix->utf8 = sure || utf8_valid((struct str){ text, n }) == n;
	ix->odd[ix->n_odd] = INDEX_NONE;
}

void
index_free(struct index *ix)
{
	free(ix->mark);
	free(ix->end);
	free(ix->odd);
	*ix = (struct index){ 0 };
}
