/*
 * kernel.h - what index.c asks of its kernels, and what they share (kernel.c).
 * index.c calls the kernels, and they call kernel.c.
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
kernel_fn kernel_avx2, kernel_avx512;
#endif

/*
 * The rare part: backslashes and other odd bytes, `odd` without the newlines.
 * Goes through them in order, lists them, and returns `quote` without those
 * that are escaped.  A backslash that is escaped itself escapes nothing: the
 * quote in "\\" ends the string.
 */
uint64_t kernel_odd(struct kernel_state *, uint64_t quote, uint64_t backslash,
    uint64_t odd, uint32_t at);

/* Lists where a chunk's newlines come among its marks, which are listed right
 * after this.  As a rule there is one or none: both without a branch. */
static inline void
kernel_ends(struct index *ix, uint64_t marks, uint64_t newlines)
{
	do {
		uint64_t before = (newlines & -newlines) - 1;

		ix->end[ix->n_ends] = (uint32_t)(ix->n_marks +
		    (unsigned)__builtin_popcountll(marks & before));
		ix->n_ends += newlines != 0;
		newlines &= newlines - 1;
	} while (newlines != 0);
}

#endif
