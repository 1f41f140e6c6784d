/*
 * viewers.h - what is known of single viewers: short notes, by user id.
 *
 * A file of records (record/memory.h), one a viewer, the one met last in front,
 * so that chz-filter --forget erases a viewer from it.  It is replaced whole.
 * Memory is bounded: of VIEWERS_MOST viewers the one not met for longest is
 * forgotten, of a viewer's VIEWERS_NOTES notes the oldest.
 */
#ifndef CHZ_LLM_VIEWERS_H
#define CHZ_LLM_VIEWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

enum {
	VIEWERS_MOST = 20000,
	VIEWERS_NOTES = 5,
	VIEWERS_NOTE = 200 /* bytes */
};

struct viewers;

/* What is wrong with the file is said.  One that others can read is refused:
 * NULL. */
struct viewers *viewers_open(const char *path);
/* A viewer wrote; true when he was met before, in this run or another. */
bool viewers_meet(
    struct viewers *, struct str user_id, struct str user, int64_t now);
/* His notes, parted by "; "; absent when there are none.  Lent until the next
 * call. */
struct str viewers_known(struct viewers *, struct str user_id);
void viewers_note(struct viewers *, struct str user_id, struct str note);
/* Calls for each viewer known, so that others may know who was met. */
void viewers_each(
    struct viewers *, void (*tell)(void *ctx, struct str user_id), void *ctx);
/* Writes the file if anything has changed; false when it cannot, which is
 * said once. */
bool viewers_save(struct viewers *);
void viewers_close(struct viewers *); /* saves; accepts NULL */

#endif
