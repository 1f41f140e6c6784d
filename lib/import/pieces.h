/*
 * pieces.h - cuts a foreign file into pieces that hold one message each.
 *
 * Lines, entries (a line that begins with "[YYYY-" and those after it that do
 * not: a message with line feeds in it) or the elements of a JSON array, which
 * may be a member of the outermost object; its other members are pieces too.  A
 * file of any size needs memory for one piece, at most `max` bytes.  A byte
 * order mark and carriage returns at line ends are taken off.
 */
#ifndef CHZ_IMPORT_PIECES_H
#define CHZ_IMPORT_PIECES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"
#include "jsonl/span.h"

enum pieces_how { PIECES_LINES, PIECES_ENTRIES, PIECES_ELEMENTS };

struct pieces {
	enum pieces_how how;
	const char *array; /* the member that holds the elements */
	size_t max;
	bool blank; /* lines: also those without anything in them */

	/* private; zero at first */
	struct buf in;
	size_t at; /* what of `in` is taken */
	bool ended, begun;
	unsigned long line, element;
	struct buf text; /* of the piece on its way */
	unsigned long text_line;
	bool skipping; /* it is too long */
	struct span span;
	int place;
	bool collecting;
	struct buf key;
};

struct piece {
	struct str text;       /* lent until the next call */
	struct str key;        /* of a member; absent for a message */
	unsigned long line;    /* where it begins, from 1 */
	unsigned long element; /* which it is, from 1; 0 for a line */
	const char *bad;       /* why it cannot be used; NULL when good */
};

void pieces_push(struct pieces *, const char *p, size_t n);
void pieces_end(struct pieces *); /* no more bytes will come */
/* False when it needs more bytes, or after the last piece. */
bool pieces_next(struct pieces *, struct piece *);
void pieces_free(struct pieces *);

/* Whether a line begins as chzzk-timeline's do: "[YYYY-MM-DD HH:MM:SS] ". */
bool pieces_is_entry(struct str line);

#endif
