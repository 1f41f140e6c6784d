/*
 * replay_search.h - the recorded broadcasts of a channel, newest first.
 */
#ifndef CHZ_TAP_REPLAY_SEARCH_H
#define CHZ_TAP_REPLAY_SEARCH_H

#include "tap/web.h"

struct replay_search {
	int status; /* EXIT_OK, or that of what went wrong and was reported */
	/* private */
	struct web *web;
	struct buf *out;
	char *channel_id;
	int64_t since, page;
	int64_t *numbers; /* of the replays of the page at hand */
	size_t n, cap, next;
	bool more;
	void (*done)(void *ctx);
	void *ctx;
};

/*
 * Writes a `replay` record to `out` for each that was published at `since` or
 * later; then calls `done`.
 */
void replay_search_start(struct replay_search *, struct web *, struct buf *out,
    struct str channel_id, int64_t since, void (*done)(void *ctx), void *ctx);
void replay_search_free(
    struct replay_search *); /* after the web's requests ended */

/* Appends what is known of a replay, as a record. */
void replay_search_put(struct buf *, const struct chzzk_replay *);

#endif
