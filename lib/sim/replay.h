/*
 * replay.h - a recorded log of events, to be said again.
 *
 * The log is read whole into memory.  Events are sorted by time within their
 * channel; those without a time are placed by t_ms.  What is no chat, donation
 * or subscription is left out.
 */
#ifndef CHZ_SIM_REPLAY_H
#define CHZ_SIM_REPLAY_H

#include "core/intern.h"
#include "event/event.h"

/* What one channel said, in order. */
struct replay {
	struct event *events; /* sent_at always set */
	size_t n, cap, at;    /* at: the next one */
};

struct replay_log {
	struct intern channels; /* ids */
	struct replay *replays; /* by channel */
	size_t cap;
	struct arena arena;
	int64_t first, last; /* moments */
};

/* Reads a file of events; "-" is standard input.  False when not one good
 * event was in it; problems have been said. */
bool replay_read(struct replay_log *, const char *path);
void replay_free(struct replay_log *);

#endif
