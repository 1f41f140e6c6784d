/*
 * template_learn.h - what a template is, and how it comes from a line.
 */
#ifndef CHZ_JSONL_TEMPLATE_LEARN_H
#define CHZ_JSONL_TEMPLATE_LEARN_H

#include "jsonl/walk.h"

enum {
	TEMPLATE_QUOTES = 126, /* in a line, at most */
	TEMPLATE_PIECES = 96,
	TEMPLATE_NUMBERS = 24,
	PIECE = 32 /* bytes compared at once */
};

/* A place in a line: bytes from its quote number `mark`, counted from 0; the
 * newline follows the last quote. */
struct anchor {
	uint16_t mark;
	int16_t off;
};

struct template_piece {
	uint64_t text[PIECE / 8];
	uint64_t mask[PIECE / 8]; /* 0xFF in the bytes that count */
	struct anchor at;
};

struct template
{
	unsigned quotes; /* in the line */
	unsigned lead;   /* bytes before the first quote */
	unsigned key;    /* from there to the end of the first key */
	unsigned tail;   /* from the last to the newline; 0 if it varies */
	unsigned n_pieces, n_numbers, n_fields;
	struct template_piece piece[TEMPLATE_PIECES];
	struct {
		struct anchor from, to;
	} number[TEMPLATE_NUMBERS];
	struct field { /* a wanted value */
		struct anchor from, to;
		uint8_t slot, kind;
	} field[SCAN_KEYS];
	/* of templates.c */
	uint8_t next;
	unsigned long hits;
};

static inline const char *
anchor_in(const struct indexed_line *line, struct anchor a)
{
	return line->text + line->mark[a.mark] + a.off;
}

/* Makes a template from a good line; false when it is too long or too odd. */
bool template_learn(
    struct template *, const struct indexed_line *, const struct keymap *);

#endif
