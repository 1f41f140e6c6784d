/* Chooses a kernel and runs it over a text. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/utf8.h"
#include "jsonl/kernel.h"

static bool
always(void)
{
	return true;
}

#if defined(__x86_64__)
static bool
has_avx2(void)
{
	return __builtin_cpu_supports("avx2") &&
	    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
	    __builtin_cpu_supports("popcnt");
}

static bool
has_avx512(void)
{
	return has_avx2() && __builtin_cpu_supports("avx512f") &&
	    __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("avx512vbmi2");
}
#endif

/* Best first. */
static const struct kernel_choice {
	const char *name;
	kernel_fn *run;
	bool (*there)(void);
} choices[] = {
#if defined(__x86_64__)
	{ "avx512", kernel_avx512, has_avx512 },
	{ "avx2", kernel_avx2, has_avx2 },
#endif
	{ "scalar", kernel_scalar, always },
};
enum { CHOICES = sizeof choices / sizeof *choices };

static const struct kernel_choice *kernel = &choices[CHOICES - 1];

bool
index_choose(const char *name)
{
#if defined(__x86_64__)
	__builtin_cpu_init();
#endif
	for (int i = 0; i < CHOICES; i++)
		if ((name == NULL || strcmp(choices[i].name, name) == 0) &&
		    choices[i].there()) {
			kernel = &choices[i];
			return true;
		}
	return false;
}

/* Before main, when there is one thread yet.  Not by ifunc or target_clones,
 * which the sanitizers do not support. */
__attribute__((constructor)) static void
choose_kernel(void)
{
	if (!index_choose(getenv("CHZ_SIMD")))
		index_choose(NULL);
}

const char *
index_kernel(void)
{
	return kernel->name;
}

static void
make_room(struct index *ix, size_t n)
{
	/* Each byte may be a mark; kernels write ahead. */
	const size_t ahead = 16;

	if (n + CHUNK <= ix->room)
		return;
	ix->room = n + CHUNK;
	ix->mark = xreallocarray(ix->mark, ix->room + ahead, sizeof *ix->mark);
	ix->end = xreallocarray(ix->end, ix->room + ahead, sizeof *ix->end);
	ix->odd = xreallocarray(ix->odd, ix->room + ahead, sizeof *ix->odd);
}

/*
 * The last bytes, fewer than a chunk, among spaces: what follows them is not
 * read.  A character that is cut off meets a space and is seen.
 */
static bool
index_rest(struct kernel_state *s, const char *text, size_t done, size_t n)
{
	char padded[INDEX_BEFORE + CHUNK + INDEX_BEHIND];

	memset(padded, ' ', sizeof padded);
	memcpy(padded, text + done - INDEX_BEFORE, INDEX_BEFORE + n - done);
	return kernel->run(s, padded + INDEX_BEFORE, 1, (uint32_t)done);
}

void
index_text(struct index *ix, const char *text, size_t n)
{
	struct kernel_state s = { .ix = ix };
	size_t whole = n / CHUNK;
	bool sure;

	make_room(ix, n);
	ix->n_marks = ix->n_ends = ix->n_odd = 0;
	sure = kernel->run(&s, text, whole, 0);
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
