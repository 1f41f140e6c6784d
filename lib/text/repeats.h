/*
 * repeats.h - texts that a user repeats, and texts that many users copy.
 *
 * Two texts are the same when they differ in nothing but case, spaces, marks,
 * and how often a letter or an emote follows itself: 안녕ㅋㅋ and "안녕
 * ㅋㅋㅋㅋ!". Digits have to be the same.  A user repeats a text within
 * `span_ms` of having said it; a text is a copy once `copies` other users have
 * said it with less than `span_ms` between any of them and the next.  Short
 * texts, of fewer than REPEATS_SHORTEST such letters, are no copies: everybody
 * laughs.
 *
 * Memory is that of two lately.h, however much is written.
 */
#ifndef CHZ_TEXT_REPEATS_H
#define CHZ_TEXT_REPEATS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "text/lately.h"

enum { REPEATS_SHORTEST = 8 };

enum repeat { REPEAT_NONE, REPEAT_OWN, REPEAT_COPY };

/* Zero with the rule set is an empty one. */
struct repeats {
	int64_t span_ms;
	int64_t copies; /* 0: copies do not matter */
	/* private */
	struct lately own, texts;
	struct buf composed, same;
};

/* A number that texts have in common which are the same.  A text without
 * letters is compared as it is. */
uint64_t repeats_key(struct repeats *, struct str text);

/* A text of a user, as it is compared. */
struct repeats_saying {
	uint64_t key, own; /* of the text; of it and the user */
	bool nobody, may_copy;
};

/* Reads it, and starts to load what repeats_add will look at; so that there is
 * something else to do in between.  Nobody repeats himself where the user is
 * absent. */
struct repeats_saying repeats_read(
    struct repeats *, struct str user, struct str text);
/* Takes note that it was said at that moment. */
enum repeat repeats_add(
    struct repeats *, int64_t now, const struct repeats_saying *);
void repeats_free(struct repeats *);

#endif
