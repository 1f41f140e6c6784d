/*
 * agenda.h - replies that wait to be spoken, in the order in which they will.
 *
 * Those of a higher priority go first, the others as they came.  A reply may
 * come in parts; it is open until the last has come, and one that is not the
 * newest is not open any more: replies do not come mixed.
 *
 * Holds no sound and knows no clock: moments are whatever the caller says.
 */
#ifndef CHZ_VOICE_AGENDA_H
#define CHZ_VOICE_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

struct utterance;

struct agenda_item {
	char *id;
	int64_t priority;
	int64_t made_at; /* WHEN_UNKNOWN when that is not known */
	int64_t arrived;
	bool open;       /* more parts may follow */
	struct buf text; /* that nobody makes yet, and its emotion */
	char *emotion;
	struct utterance *voice; /* NULL while it is not being made */
	struct agenda_item *next;
};

struct agenda {
	struct agenda_item *first;
	size_t n;
};

/* A new one at its place; its other members are the caller's. */
struct agenda_item *agenda_add(
    struct agenda *, struct str id, int64_t priority);
/* The waiting one of this id that more parts may come for, or NULL. */
struct agenda_item *agenda_find(const struct agenda *, struct str id);
/* Whether one waits for its parts. */
bool agenda_is_open(const struct agenda *);
/* Adds to the text that nobody makes yet; an absent emotion changes none. */
void agenda_put(struct agenda_item *, struct str text, struct str emotion);
/* Takes the next one off; it is the caller's.  NULL when none waits. */
struct agenda_item *agenda_take(struct agenda *);
void agenda_item_free(struct agenda_item *); /* accepts NULL */

#endif
