/*
 * index.h - where the quotes and the line ends of a text are.
 *
 * The first of two passes over a block of lines.  It looks at 64 bytes at a
 * time, turns "is a quote", "is a newline", "is a backslash or a control
 * character" into one bit a byte, and writes down the offsets of the set bits.
 * The second pass (template.h, walk.h) then leaps from quote to quote instead
 * of looking for the end of each string.  UTF-8 is checked while the bytes are
 * in registers.
 *
 * A newline ends a line wherever it stands, also inside an open string: JSON
 * has no raw newlines in strings.  So quotes are paired afresh in each line,
 * and a line that lacks one affects no other line.
 *
 * There are kernels for AVX-512 and AVX2 and a portable one, with the same
 * answers; the best that the machine has is taken.  CHZ_SIMD=avx2 or scalar in
 * the environment forces another.
 */
#ifndef CHZ_JSONL_INDEX_H
#define CHZ_JSONL_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that must be readable before and after a text. */
enum { INDEX_BEFORE = 16, INDEX_BEHIND = 64 };

/* Never closer than the end of any text, to end searches in the lists. */
#define INDEX_NONE UINT32_MAX

struct index {
	/* Offsets of the newlines and of the quotes that no backslash stands
	 * before, in order. */
	uint32_t *mark;
	size_t n_marks;
	/* For each line the place in `mark` of the newline that ends it. */
	uint32_t *end;
	size_t n_ends;
	/* Offsets of the backslashes that begin an escape, and of raw control
	 * characters (carriage returns too); INDEX_NONE after the last. */
	uint32_t *odd;
	size_t n_odd;
	bool utf8;   /* the whole text is well-formed */
	size_t room; /* bytes of text that the lists have room for */
};

/*
 * Indexes the `n` bytes at `text`, whole lines, the last byte a newline; n is
 * below 2^31.  Where `utf8` comes out false, single lines may be well-formed.
 */
void index_text(struct index *, const char *text, size_t n);
void index_free(struct index *);

/* "avx512", "avx2" or "scalar": the kernel in use. */
const char *index_kernel(void);
/* Takes the one of that name, NULL for the best; false when there is none. */
bool index_choose(const char *kernel);

#endif
