/*
 * catchup.h - what a chat missed while its connection was lost.
 *
 * After a loss the service is asked for its recent messages.  Those that were
 * not seen are new.  Recent messages expire, so that a short answer, or an
 * empty one, is no proof that nothing was said: only a message that was seen
 * before the loss shows that the answer reaches back to it.  Without one, the
 * time between the last message seen and the first one re-read is a gap.
 * Where nothing can be re-read it ends when the connection is back, and begins
 * no earlier than the last ping that was answered, or the end of the last gap.
 *
 * Pure: moments are arguments, in milliseconds since 1970; the service's clock
 * and ours may differ.  A service whose clock is ahead shows it by what it has
 * sent later than it came.
 */
#ifndef CHZ_TAP_CATCHUP_H
#define CHZ_TAP_CATCHUP_H

#include <stdbool.h>

#include "core/recent.h"
#include "record/event.h"

enum { CATCHUP_WINDOW = 128 }; /* ids remembered: at most 14 KiB a chat */

struct catchup {
	struct recent seen;
	int64_t last;    /* sent_at of the newest message; WHEN_UNKNOWN */
	int64_t lost_at; /* by our clock, when it was last heard of */
	bool reading;    /* inside a reply with recent messages */
	int64_t oldest;  /* ... and this was its oldest message's sent_at */
	int64_t before;  /* `last` at the time of the loss */
	int64_t sure;    /* by our clock: all said until then was heard */
	int64_t ahead;   /* ms that the service's clock is, at the least */
	int64_t behind;  /* ms that messages have come late, at the most */
};

void catchup_init(struct catchup *);
void catchup_free(struct catchup *);

/* The connection was lost; `heard_at`: when the last bytes came. */
void catchup_lost(struct catchup *, int64_t heard_at);
/* What was asked at `at`, by our clock, is answered: whatever was said until
 * then has come, but for what may be as late as messages were. */
void catchup_sure(struct catchup *, int64_t at);
/* Between these, events are those of the reply. */
void catchup_begin(struct catchup *);
/* The service goes on where it was left: nothing is missing. */
void catchup_continued(struct catchup *);
/* The reply is over, or there was none; returns the ms that are missing. */
int64_t catchup_end(struct catchup *, int64_t now);

/* Whether to pass an event on: it was not seen yet.  What moderators do again
 * is not the same, unless it is re-read. */
bool catchup_is_new(struct catchup *, const struct event *);

#endif
