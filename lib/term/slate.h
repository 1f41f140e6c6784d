/*
 * slate.h - lines of text in styles: what a terminal is to show.
 *
 * Cells are put one behind the other, each in exactly so many columns; what
 * comes from strangers is escaped, and takes the same columns everywhere
 * (width.h).  What does not fit into the slate is cut.
 */
#ifndef CHZ_TERM_SLATE_H
#define CHZ_TERM_SLATE_H

#include <stdint.h>

#include "core/str.h"

enum slate_style {
	SLATE_PLAIN,
	SLATE_DIM,
	SLATE_BAR,    /* the lines around */
	SLATE_CHOSEN, /* the line that keys are about */
	SLATE_HOT,    /* a moment */
	SLATE_MONEY,
	SLATE_BAD,
	SLATE_CURVE,
	SLATE_STYLES
};

/* A stretch of one style. */
struct slate_part {
	enum slate_style style;
	size_t line, start, n; /* bytes of the slate's text */
};

struct slate {
	size_t columns, lines;
	/* private: */
	struct buf text, plain;
	struct slate_part *part;
	size_t n, cap;
	size_t line, column; /* where the next cell goes */
};

/* Empties it. */
void slate_begin(struct slate *, size_t columns, size_t lines);
void slate_free(struct slate *);

/* The next cell of the line; with `columns` 0 as many as the text takes. */
void slate_put(struct slate *, enum slate_style, struct str, size_t columns);
/* The same against the right edge of the cell. */
void slate_put_right(
    struct slate *, enum slate_style, struct str, size_t columns);
/* The rest of the line. */
void slate_rest(struct slate *, enum slate_style, struct str);
/* Goes on in the next line, or in that one. */
void slate_next(struct slate *);
void slate_move(struct slate *, size_t line);

/* The parts of a line, in order: from `*i` the next one, or NULL. */
const struct slate_part *slate_part(
    const struct slate *, size_t line, size_t *i);
struct str slate_text(const struct slate *, const struct slate_part *);
/* Appends a line as plain text, without spaces at its end. */
void slate_put_line(const struct slate *, size_t line, struct buf *);

#endif
