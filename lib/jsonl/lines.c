/* Gathers bytes into blocks of whole lines. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "jsonl/lines.h"

/* The bytes of a block begin here in its memory. */
enum { FRONT = LINES_BEFORE };

static void
grow(char **mem, size_t *room, size_t need)
{
	size_t old = *room;

	if (need + FRONT + LINES_BEHIND <= old)
		return;
	*room = mem_grow(old, need + FRONT + LINES_BEHIND);
	*mem = xreallocarray(*mem, *room, 1);
	/* Read by accident only, but never undefined. */
	memset(*mem + old, 0, *room - old);
}

char *
lines_room(struct lines *l, size_t n)
{
	grow(&l->mem, &l->room, l->end + n + 1);
	return l->mem + FRONT + l->end;
}

static void
skip_mark(struct lines *l, bool ended)
{
	const char *start = l->mem + FRONT + l->at;
	size_t n = l->end - l->at;

	if (l->begun || (n < 3 && !ended && memcmp(start, "\xEF\xBB", n) == 0))
		return;
	l->begun = true;
	if (n >= 3 && memcmp(start, "\xEF\xBB\xBF", 3) == 0) {
		l->at += 3;
		if (l->whole < l->at)
			l->whole = l->at;
	}
}

/* Cuts a line short that is too long already; `from` is where its new bytes
 * begin, and returns where they begin then. */
static size_t
cut_line(struct lines *l, size_t from)
{
	char *p = l->mem + FRONT;
	size_t keep = l->whole + l->max + 1;
	char *newline;

	if (l->end <= keep)
		return from;
	newline = memchr(p + from, '\n', l->end - from);
	if (newline == NULL) {
		l->end = keep;
	} else if (newline > p + keep) {
		size_t left = (size_t)(p + l->end - newline);

		memmove(p + keep, newline, left);
		l->end = keep + left;
	}
	return from < keep ? from : keep;
}

void
lines_added(struct lines *l, size_t n)
{
	size_t from = l->end;
	char *newline;

	l->end += n;
	if (!l->begun)
		skip_mark(l, false);
	if (!l->begun)
		return;
	if (from < l->whole)
		from = l->whole;
	from = cut_line(l, from);
	newline = memrchr(l->mem + FRONT + from, '\n', l->end - from);
	if (newline != NULL)
		l->whole = (size_t)(newline + 1 - (l->mem + FRONT));
}

void
lines_end(struct lines *l)
{
	if (l->mem == NULL)
		return;
	skip_mark(l, true);
	if (l->end > l->whole)
		l->mem[FRONT + l->end++] = '\n'; /* lines_room saw to it */
	l->whole = l->end;
	l->begun = false;
}

void
lines_torn(struct lines *l)
{
	l->end = l->whole;
	l->begun = false;
}

bool
lines_take(struct lines *l, char **mem, size_t *room, struct str *block)
{
	size_t rest = l->end - l->whole;
	char *full = l->mem;
	size_t full_room = l->room;

	if (l->whole == l->at)
		return false;
	*block = (struct str){ full + FRONT + l->at, l->whole - l->at };
	grow(mem, room, rest + 1);
	memcpy(*mem + FRONT, full + FRONT + l->whole, rest);
	l->mem = *mem;
	l->room = *room;
	l->at = l->whole = 0;
	l->end = rest;
	*mem = full;
	*room = full_room;
	return true;
}

struct str
lines_cut(struct str *block, size_t most)
{
	struct str piece = *block;

	if (piece.n > most) {
		const char *newline = memrchr(piece.p, '\n', most);

		if (newline == NULL)
			newline = memchr(piece.p + most, '\n', piece.n - most);
		piece.n = (size_t)(newline + 1 - piece.p);
	}
	block->p += piece.n;
	block->n -= piece.n;
	return piece;
}

void
lines_free(struct lines *l)
{
	free(l->mem);
	l->mem = NULL;
}
