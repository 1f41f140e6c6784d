/*
 * lately.h - a note on each of the keys that were met lately.
 *
 * Notes on at least the last `window` different keys are there, and on at most
 * twice as many: when the younger generation is full, the older is forgotten.
 * 24 bytes and as much again for free room each, with the default at most
 * 12 MiB in all.  A key is a hash of 64 bits that strangers cannot compute,
 * lately_key's; two are taken for one with odds of one in 10^14.
 */
#ifndef CHZ_TEXT_LATELY_H
#define CHZ_TEXT_LATELY_H

#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

enum { LATELY_WINDOW = 65536 };

struct lately_note {
	uint64_t key; /* not 0 */
	int64_t at;   /* a moment; WHEN_UNKNOWN when the note is new */
	int64_t n;    /* whatever counts; 0 when it is new */
};

/* Zero is an empty one. */
struct lately {
	size_t window; /* keys; 0 is LATELY_WINDOW */
	/* private */
	struct lately_generation {
		struct lately_note *slots; /* key 0 is free */
		size_t n, mask;
	} young, old;
};

/* The key of a text; `of` tells apart what has a text in common. */
uint64_t lately_key(struct str text, uint64_t of);

/* The note on that key, made when there is none; yours to change until the
 * next call. */
struct lately_note *lately_note(struct lately *, uint64_t key);
void lately_free(struct lately *);

#endif
