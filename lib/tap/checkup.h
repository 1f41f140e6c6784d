/*
 * checkup.h - whether Chzzk is there, and answers as we know it.
 *
 * Asks for the list of broadcasts, one of them, its state, its channel's
 * replays and its chat token, then opens its chat: one after the other, each
 * once.  What an answer lacks that our records have is a finding, as the sign
 * of a change that nobody has told us of.
 */
#ifndef CHZ_TAP_CHECKUP_H
#define CHZ_TAP_CHECKUP_H

#include "tap/web.h"

struct checkup;

struct checkup_events {
	/* A finding: EXIT_OK, or why not, as web_fault has it. */
	void (*found)(void *ctx, const char *what, int status, const char *why);
	/* The platform's clock and ours at the same moment, when it says. */
	void (*clock)(void *ctx, int64_t theirs, int64_t ours);
	void (*done)(void *ctx); /* all was asked */
	void *ctx;
};

struct checkup *checkup_start(
    struct loop *, struct web *, const struct checkup_events *);
void checkup_free(struct checkup *); /* accepts NULL */

#endif
