/*
 * mem.h - allocation that succeeds or ends the tool.
 *
 * The x functions never return NULL: without memory they report that from
 * static storage and exit with status 1.  Sizes are checked for overflow.  An
 * arena holds what lasts as long as its owner and is freed in one call.
 */
#ifndef CHZ_CORE_MEM_H
#define CHZ_CORE_MEM_H

#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size); /* zeroed */
void *xreallocarray(void *p, size_t n, size_t size);
/* Zeroed, from the beginning of a line of the processor's cache on. */
void *xcalloc_lines(size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n); /* always ends in NUL */

/*
 * The room, in elements, to ask for when `need` elements must fit and there
 * is room for `cap`: half as much again, never less than `need` or 16.
 */
size_t mem_grow(size_t cap, size_t need);

/* Makes room for `need` elements in the array `p` with room for `cap`. */
#define MEM_RESERVE(p, cap, need)                                              \
	do {                                                                   \
		if ((need) > (cap)) {                                          \
			(cap) = mem_grow((cap), (need));                       \
			(p) = xreallocarray((p), (cap), sizeof *(p));          \
		}                                                              \
	} while (0)

enum { MEM_LINE = 64 /* bytes of the processor's cache */ };

/* Starts to load what will be looked at. */
static inline void
mem_fetch(const void *p, size_t size)
{
	const char *at = p, *end = at + size;

	for (at -= (uintptr_t)at % MEM_LINE; at < end; at += MEM_LINE)
		__builtin_prefetch(at);
}

/*
 * Asks for large pages under `size` bytes that will be read at random, which
 * spares the processor most of its page look-ups.  Only a hint.
 */
void mem_random(void *p, size_t size);

struct arena {
	struct arena_block *blocks; /* newest first; zero is an empty arena */
	size_t used, room;          /* bytes, in the newest block */
};

/* `size` bytes, aligned for anything, yours until arena_free or _reset. */
void *arena_alloc(struct arena *, size_t size);
char *arena_copy(struct arena *, const void *p, size_t n); /* and a NUL */
/* The same of a text; an absent one stays absent. */
struct str arena_str(struct arena *, struct str);
/* A copy right behind what is there: not aligned, no NUL.  For many of them. */
char *arena_pack(struct arena *, const void *p, size_t n);
void arena_reset(struct arena *); /* forgets all, keeps one block */
void arena_free(struct arena *);

#endif
