/* Allocates memory, or ends the tool. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/mem.h"

enum { FIRST_BLOCK = 512, BLOCK = 16 * 1024 };
static const uintptr_t LARGE_PAGE = UINT64_C(2) << 20;

struct arena_block {
	struct arena_block *next;
	_Alignas(max_align_t) char bytes[];
};

/* Written without stdio: there may be no memory left for a buffer. */
static _Noreturn void
out_of_memory(void)
{
	static const char why[] = "chz: out of memory\n";

	(void)!write(STDERR_FILENO, why, sizeof why - 1);
	_exit(1);
}

void *
xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *
xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *
xcalloc_lines(size_t size)
{
	size_t whole = (size + MEM_LINE - 1) / MEM_LINE * MEM_LINE;
	void *p = whole >= size ? aligned_alloc(MEM_LINE, whole) : NULL;

	if (p == NULL)
		out_of_memory();
	return memset(p, 0, whole);
}

void *
xreallocarray(void *p, size_t n, size_t size)
{
	p = reallocarray(p, n ? n : 1, size ? size : 1);
	if (p == NULL)
		out_of_memory();
	return p;
}

char *
xstrndup(const char *s, size_t n)
{
	char *copy = xmalloc(n + 1);

	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *
xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

size_t
mem_grow(size_t cap, size_t need)
{
	size_t more = cap <= SIZE_MAX / 2 ? cap + cap / 2 : SIZE_MAX;

	if (more < 16)
		more = 16;
	return more > need ? more : need;
}

void
mem_random(void *p, size_t size)
{
	uintptr_t from = ((uintptr_t)p + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
	uintptr_t to = ((uintptr_t)p + size) & ~(LARGE_PAGE - 1);

	if (to > from)
		madvise((void *)from, to - from, MADV_HUGEPAGE);
}

/* Each block is twice the last one, up to a limit: a thousand arenas of a few
 * texts cost little. */
static void
add_block(struct arena *a, size_t size)
{
	size_t room = a->room == 0 ? FIRST_BLOCK
	    : a->room < BLOCK / 2  ? 2 * a->room
				   : BLOCK;
	struct arena_block *b;

	if (room < size)
		room = size;
	b = xmalloc(sizeof *b + room);
	b->next = a->blocks;
	a->blocks = b;
	a->used = 0;
	a->room = room;
}

/* `size` bytes of a block, from its first free byte on. */
static char *
take(struct arena *a, size_t size)
{
	char *p;

	if (size > SIZE_MAX - 2 * BLOCK)
		out_of_memory();
	if (a->room - a->used < size)
		add_block(a, size);
	p = a->blocks->bytes + a->used;
	a->used += size;
	return p;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	const size_t align = _Alignof(max_align_t);

	a->used += -a->used % align;
	if (a->used > a->room)
		a->used = a->room;
	return take(a, size);
}

char *
arena_pack(struct arena *a, const void *p, size_t n)
{
	char *copy = take(a, n);

	if (n > 0)
		memcpy(copy, p, n);
	return copy;
}

char *
arena_copy(struct arena *a, const void *p, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	if (n > 0)
		memcpy(copy, p, n);
	copy[n] = '\0';
	return copy;
}

struct str
arena_str(struct arena *a, struct str s)
{
	if (s.p != NULL)
		s.p = arena_copy(a, s.p, s.n);
	return s;
}

static void
free_blocks(struct arena_block *b)
{
	while (b != NULL) {
		struct arena_block *next = b->next;

		free(b);
		b = next;
	}
}

void
arena_reset(struct arena *a)
{
	if (a->blocks == NULL)
		return;
	free_blocks(a->blocks->next);
	a->blocks->next = NULL;
	a->used = 0;
}

void
arena_free(struct arena *a)
{
	free_blocks(a->blocks);
	*a = (struct arena){ 0 };
}
