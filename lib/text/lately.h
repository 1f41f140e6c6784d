/*
 * lately.h - a note on each of the keys that were met lately.
 *
 * Notes on at least the last `window` different keys are there, and on at most
 * twice as many: when so many were met since the last time, those that were
 * not are forgotten.  With the default at most 4 MB.  A key is a hash of 64
 * bits that strangers cannot compute, lately_key's; two are taken for one with
 * odds of one in 10^14.
 */
#ifndef CHZ_TEXT_LATELY_H
#define CHZ_TEXT_LATELY_H

#include <stddef.h>
#include <stdint.h>

#include "core/str.h"
#include "core/table.h"

enum { LATELY_WINDOW = 65536 };

struct lately_note {
	uint64_t key; /* private */
	int64_t at;   /* a moment; WHEN_UNKNOWN when the note is new */
	int64_t n;    /* whatever counts; 0 when it is new */
};

/* Zero is an empty one. */
struct lately {
	uint32_t window; /* keys; 0 is LATELY_WINDOW */
	/* private */
	struct lately_part {
		struct table table;
		struct lately_note *note;
		size_t room;
	} young, old; /* met since the last time; before */
};

/* The key of a text; `of` separates keys of different things with the same
 * text. */
uint64_t lately_key(struct str text, uint64_t of);

/* Starts to load where that key is, for a lately_note to come. */
static inline void
lately_warm(const struct lately *l, uint64_t key)
{
	table_warm_slot(&l->young.table, (uint32_t)key);
	table_warm_slot(&l->old.table, (uint32_t)key);
}

/* The note on that key, made when there is none; yours to change until the
 * next call. */
struct lately_note *lately_note(struct lately *, uint64_t key);
void lately_free(struct lately *);

#endif
