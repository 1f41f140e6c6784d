/*
 * view.h - what the screen of chz-top shows, and what keys do to it.
 *
 * view_take copies what there is to be shown, unless the view is frozen;
 * view_draw writes it on a slate of any size; view_press is a key.  Columns
 * that do not fit are left out, the least important first, and what is left
 * over goes to names, curves and keywords.  No terminal, no clock: a board in,
 * lines out.
 *
 *	up, down, page, home, end    choose a channel, or scroll its chat
 *	enter, escape                its chat, and back
 *	s, r                         sort by the next column, the other way
 *round /                            show channels with a text, or initials
 *	space                        freeze, and go on
 *	q                            quit
 */
#ifndef CHZ_TERM_VIEW_H
#define CHZ_TERM_VIEW_H

#include <stdint.h>

#include "term/board.h"
#include "term/slate.h"

enum view_sort {
	VIEW_BY_RATE = 1,
	VIEW_BY_PEOPLE,
	VIEW_BY_MULTIPLE,
	VIEW_BY_GIFTS,
	VIEW_BY_NAME
};
/* Their names; NULL after the last. */
extern const char *const view_sorts[];

enum { VIEW_CURVE = 120 /* counts in a curve */ };

/* A channel as it was. */
struct view_row {
	uint32_t number; /* of the board's */
	double rate, multiple;
	uint32_t people, curve[VIEW_CURVE];
	int64_t viewers, gifts, amount, gap_ms, lost_sec;
	enum watched_link link;
	bool hot;                                /* a moment goes on */
	int64_t hot_sec;                         /* since it began */
	struct str name, title, currency, words; /* in the view's texts */
};

struct view_line {
	enum event_type type;
	int64_t sec, amount;
	struct str user, text, currency;
};

struct view {
	enum view_sort sort; /* 0 is VIEW_BY_RATE */
	bool backwards, frozen;
	struct buf filter; /* empty shows all */
	/* private */
	bool typing;        /* the filter */
	bool chat;          /* of the chosen channel, instead of the list */
	bool chosen_is_set; /* by a key */
	uint32_t chosen;    /* a channel's number */
	size_t first;       /* row at the top */
	size_t back;        /* lines that the chat is scrolled back */
	size_t page;        /* rows that were drawn */
	struct view_row *row;
	size_t rows, rows_cap;
	struct view_line line[WATCHED_LINES]; /* the last first */
	size_t lines;
	struct arena texts;
	uint32_t channels; /* in all */
	int64_t now;
	bool ended;
};

void view_take(struct view *, struct board *);
void view_draw(struct view *, struct slate *);
/* False when the user wants to leave. */
bool view_press(struct view *, uint32_t key);
/* Lines that the whole list takes, without that of the keys. */
size_t view_height(const struct view *);
void view_free(struct view *);

#endif
