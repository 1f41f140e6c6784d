/*
 * chatbox.h - the last lines of a chat, which rise as new ones come.
 *
 * A line is shown for `keep_ms`, or until enough others have come.  What comes
 * in one step of `step_ms` appears at once, so that the pictures are at most so
 * many a second, however much is written.
 */
#ifndef CHZ_IMPORT_CHATBOX_H
#define CHZ_IMPORT_CHATBOX_H

#include "import/subtitles.h"

struct chatbox_settings {
	size_t lines;             /* 1 or more */
	int64_t keep_ms, step_ms; /* 1 or more; whole steps are kept */
	/* Gets each picture, by its start; the lines are lent. */
	void (*show)(void *ctx, const struct subtitle *);
	void *ctx;
};

struct chatbox;

struct chatbox *chatbox_new(const struct chatbox_settings *);
/* By time: one that comes before the last counts as coming with it. */
void chatbox_add(struct chatbox *, int64_t ms, const struct subtitle_line *);
/* Shows the rest.  Returns how many lines were pushed out unseen. */
size_t chatbox_end(struct chatbox *);
void chatbox_free(struct chatbox *); /* accepts NULL */

#endif
