/*
 * tap_chzzk.h - what Chzzk's web shows of a tap's broadcast, for its chat and
 * for its official API, which has no word on broadcasts.
 */
#ifndef CHZ_TAP_TAP_CHZZK_H
#define CHZ_TAP_TAP_CHZZK_H

#include "tap/tap.h"

/* Ask for all of it, by `call`; for its state, by `check`.  `done` is called
 * with the tap. */
void tap_chzzk_look(struct tap *, web_done *done);
void tap_chzzk_check(struct tap *, web_done *done);
/* Reads the answer, which lends the texts: EXIT_OK; or how that ends a tool,
 * EXIT_AWAY also where it makes no sense, and appends why. */
int tap_chzzk_read(struct tap *, const struct http_answer *,
    struct chzzk_live *, struct buf *why);

#endif
