/*
 * kernel.h - what index.c asks of its kernels, and what they share.
 */
#ifndef CHZ_JSONL_KERNEL_H
#define CHZ_JSONL_KERNEL_H

#include "jsonl/index.h"

/* Bytes looked at together: one bit each in a 64-bit mask. */
enum { CHUNK = 64 };

/* Where a kernel is in a text, and what one chunk leaves to the next. */
struct kernel_state {
	struct index *ix;
	bool escaped; /* the next byte has a backslash before it */
};

/*
 * Indexes `n` chunks at `p`, whose first byte has the offset `at`.  False when
 * there may be bytes that are not well-formed UTF-8: ask utf8_valid.
 */
typedef bool kernel_fn(
    struct kernel_state *, const char *p, size_t n, uint32_t at);

kernel_fn kernel_scalar;
#if defined(__x86_64__)
kernel_fn kernel_avx2;
#endif

/* A chunk's bytes of each kind; bit i is byte i. */
struct masks {
	uint64_t quote, newline;
	uint64_t odd;       /* backslash or control, newline too */
	uint64_t backslash; /* asked for only where `odd` says so */
};

/*
 * The rare part: backslashes and control characters.  Goes through them in
 * order, lists them, and takes from `m` the quotes that are escaped.  A
 * backslash that is escaped itself escapes nothing: "\\" ends here.
 */
void kernel_odd(struct kernel_state *, struct masks *m, uint32_t at);

/* Writes at + i to `to` for each set bit i; up to 16 more slots are spoilt. */
static inline void
kernel_list(uint32_t *to, uint64_t bits, unsigned n, uint32_t at)
{
	/* In groups without a branch for each bit: how many there are is hard
	 * to predict, whether there are more than 8 is easier. */
	for (unsigned done = 0; done < n; done += 8)
		for (unsigned i = 0; i < 8; i++) {
			to[done + i] =
			    at + (uint32_t)__builtin_ctzll(bits | 1ULL << 63);
			bits &= bits - 1;
		}
}

/* Lists a chunk's quotes and newlines. */
static inline void
kernel_marks(struct index *ix, const struct masks *m, uint32_t at)
{
	uint64_t bits = m->quote | m->newline;
	unsigned n = (unsigned)__builtin_popcountll(bits);
	uint64_t lines = m->newline;

	kernel_list(ix->mark + ix->n_marks, bits, n, at);
	/* As a rule a chunk has one newline or none; both without a branch. */
	for (;;) {
		uint64_t before = (lines & -lines) - 1;

		ix->end[ix->n_ends] = (uint32_t)(ix->n_marks +
		    (unsigned)__builtin_popcountll(bits & before));
		ix->n_ends += lines != 0;
		lines &= lines - 1;
		if (lines == 0)
			break;
	}
	ix->n_marks += n;
}

#endif
