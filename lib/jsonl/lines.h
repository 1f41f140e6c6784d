/*
 * lines.h - bytes in as they come, blocks of whole lines out.
 *
 * The line that is not whole yet is moved to the front of a buffer; only
 * new bytes are searched for a newline, so that a line which comes a byte at a
 * time costs no more than one that comes at once.  Of a line longer than `max`
 * only the first max + 1 bytes are kept, enough to see that it is too long.
 */
#ifndef CHZ_JSONL_LINES_H
#define CHZ_JSONL_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"

/* Readable bytes around every block: SIMD loads reach beyond a line. */
enum { LINES_BEFORE = 64, LINES_BEHIND = 64 };

struct lines {
	size_t max; /* bytes of a line; set before use */
	/* private */
	char *mem;
	size_t room;
	size_t at, whole,
	    end;    /* [at, whole) is whole lines, then a part of one */
	bool begun; /* a byte-order mark may no longer come */
};

/* Where the next `n` bytes go; then report how many there were. */
char *lines_room(struct lines *, size_t n);
void lines_added(struct lines *, size_t n);
/* A stream's end: what is left is a line; the next bytes are of another. */
void lines_end(struct lines *);
/* As lines_end, but the unfinished line is not one: it was torn. */
void lines_torn(struct lines *);

/*
 * Takes all whole lines together with the buffer they are in; *mem, malloced
 * with *room bytes or NULL, takes its place and gets the line that is not
 * whole.  So the block stays where it is while more bytes come.  False when
 * there is no whole line.
 */
bool lines_take(struct lines *, char **mem, size_t *room, struct str *block);

/* Cuts whole lines off a block: about `most` bytes, one line at least. */
struct str lines_cut(struct str *block, size_t most);

void lines_free(struct lines *);

#endif
