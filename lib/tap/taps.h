/*
 * taps.h - any number of live chats, of any platforms, tapped at once.
 *
 * A tap looks its broadcast up (unless all is known), joins its chat, keeps the
 * connection alive (a ping now and then, dead when one is not answered for 10
 * s), joins again with back-off after a loss, re-reads what it missed, also of
 * the beginning of a broadcast that has just opened, and looks now and then
 * whether the broadcast still runs.  Events and `link` records go to `out`.
 *
 * It ends by itself when the broadcast has ended, when trying again is useless,
 * or when it was silent for long enough.  A new broadcast of the channel is a
 * new stream_id in the same tap.
 */
#ifndef CHZ_TAP_TAPS_H
#define CHZ_TAP_TAPS_H

#include "net/retry.h"
#include "tap/platform.h"
#include "tap/web.h"

struct taps_settings {
	long max_retries; /* failures in a row before a tap gives up */
	int recent;       /* older messages to begin with */
	int64_t check_ms; /* between looks at the broadcast's state */
	int64_t idle_ms;  /* ends a tap without messages; 0: never */
	bool raw;         /* what became no event too */
	long quota;       /* units of YouTube's to spend in a day */
	/* A tap has ended, or what taps_are_busy with. */
	void (*ended)(void *ctx);
	void *ctx;
};

struct taps {
	size_t n; /* open now */
	/* private */
	struct loop *loop;
	struct web *web;
	struct buf *out;
	struct taps_settings set;
	void *decoders[PLATFORMS];
	struct tap *chats;
	bool paused, succeeded;
	struct budget turns; /* to join again */
	int status;
	int64_t minute; /* of the notes that were printed */
	unsigned long said;
};

void taps_init(struct taps *, struct loop *, struct web *, struct buf *out,
    const struct taps_settings *);
/*
 * Taps a channel; of `live` only channel_id is needed.  With stream_id and
 * heard_at it goes on where another tap was lost.  Nothing happens when this
 * broadcast is tapped already; another one of the channel is replaced.
 */
void taps_open(struct taps *, const struct platform *, const struct live *);
/* Ends the channel's tap, if it is of this broadcast or either is unknown. */
void taps_close(struct taps *, const struct platform *, const struct live *);
/* Stops reading from all chats, or goes on. */
void taps_pause(struct taps *, bool);
/* Writes a `source` record for each: how it stands. */
void taps_put_status(const struct taps *);
/* Ends all: each writes that it was closed. */
void taps_stop(struct taps *);
/* Whether something is under way that would be lost, such as new tokens: the
 * loop is to go on. */
bool taps_are_busy(const struct taps *);
/* EXIT_OK when every tap ended well; EXIT_SOME_FAILED when some did; else why
 * they did not. */
int taps_status(const struct taps *);
void taps_free(struct taps *);

#endif
