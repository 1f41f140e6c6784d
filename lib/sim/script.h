/*
 * script.h - a recorded log of events, to be played again.
 *
 * The log is read whole into memory.  Events are sorted by time within their
 * channel; those without a time are placed by t_ms.  What is no chat, donation
 * or subscription is left out.
 */
#ifndef CHZ_SIM_SCRIPT_H
#define CHZ_SIM_SCRIPT_H

#include "core/intern.h"
#include "record/event.h"

/* What one channel said, in order. */
struct script_channel {
	struct event *events; /* sent_at always set */
	size_t n, cap, at;    /* at: the next one */
};

struct script {
	struct intern channels;         /* ids */
	struct script_channel *replays; /* by channel */
	size_t cap;
	struct arena arena;
	int64_t first, last; /* moments */
};

/* Reads a file of events; "-" is standard input.  False when it has no good
 * event; problems were reported. */
bool script_read(struct script *, const char *path);
void script_free(struct script *);

#endif
