/*
 * said.h - what a model said, taken out of how it said it.
 *
 * Models are asked for one JSON object, or for text with its emotion in front,
 * "[happy] ...".  What comes may be in code fences, with prose around, in
 * another shape ({"replies":[...]}), with an emotion nobody listed, with its
 * thoughts in front (<think>...</think>), cut off, or no JSON at all.  A text
 * comes out of all of these; an emotion that is not of the set is its first.
 *
 * A content that still grows is read again and again: what was text before is
 * the beginning of what is text now, but for rare mends.
 */
#ifndef CHZ_LLM_SAID_H
#define CHZ_LLM_SAID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/mem.h"
#include "core/str.h"

enum { SAID_EMOTIONS = 32, SAID_LONGEST = 4000 /* bytes of text */ };

/* The emotions that there are; the first is for want of one. */
struct emotions {
	struct str name[SAID_EMOTIONS];
	size_t n;
};

/* "neutral,happy,sad": false when there is none or too many. */
bool emotions_read(struct emotions *, struct str list);
/* The emotion of that name, in any case and with space around; absent when it
 * is none of the set. */
struct str emotions_find(const struct emotions *, struct str name);

/* All is lent until the next said_read. */
struct said {
	struct str text;    /* one line; absent when there is nothing to say */
	struct str voice;   /* the same for a voice, or absent */
	struct str emotion; /* always one of the set */
	bool has_emotion;   /* the model gave it */
	bool skip;          /* it chose to say nothing */
	bool json, whole;   /* it was JSON; with the whole text in it */
	bool thought;       /* it thought aloud, without a mark in front */
	struct str notes;   /* an array of notes on viewers, or absent */
};

/* Zero is a reader. */
struct said_reader {
	bool thinks; /* content begins with thoughts, up to </think> */
	/* private */
	struct arena a;
	struct buf text;
};

struct said said_read(struct said_reader *, struct str content,
    const struct emotions *, bool growing);
void said_free(struct said_reader *);

/* The notes of a `said`, one a call: the number of the message that it is
 * about, and a text.  `*rest` begins as said.notes. */
bool said_note(
    struct said_reader *, struct str *rest, int64_t *number, struct str *note);

#endif
