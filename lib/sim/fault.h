/*
 * fault.h - what goes wrong, and when.
 *
 * A SPEC is a list with commas of NAME[=VALUE][*][@TIME | /SPAN]:
 *	drop@30s	once, 30 s after the clock started
 *	drop/20s	at random moments, each 20 s on average
 *	drop		as drop/30s
 *	drop*@30s	to everybody at once instead of one at random
 * `all` is every fault of the table.  Times are simulated.
 */
#ifndef CHZ_SIM_FAULT_H
#define CHZ_SIM_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

enum fault_kind {
	/* a chat connection */
	FAULT_DROP,      /* is cut */
	FAULT_CLOSE,     /* is closed with code VALUE */
	FAULT_STALL,     /* gets nothing for VALUE ms, then everything */
	FAULT_HALF_OPEN, /* passes nothing from now on, but stays open */
	FAULT_GARBAGE,   /* gets a frame that is no JSON */
	FAULT_HUGE,      /* gets a frame of 10 MB */
	FAULT_SESSION,   /* gets the message that its session has ended */
	FAULT_REFUSE,    /* the next to join is refused with code VALUE */
	/* a message */
	FAULT_DUPLICATE, /* comes twice */
	FAULT_REORDER,   /* comes after the next one */
	/* a channel */
	FAULT_CHAT_ID, /* moves to another chat channel */
	FAULT_END,     /* ends its broadcast for good */
	FAULT_REOPEN,  /* ends it and begins another one VALUE ms later */
	/* an HTTP request: the next one */
	FAULT_429,  /* is too many: come back in VALUE ms */
	FAULT_5XX,  /* is answered with status VALUE */
	FAULT_HTML, /* is answered with a page */
	FAULT_SLOW, /* is answered VALUE ms late */
	FAULT_KINDS
};

struct fault {
	enum fault_kind kind;
	int64_t value; /* ms or a code, as above */
	bool all;      /* to all instead of to one */
	/* private */
	int64_t every; /* ms on average; 0: once */
	int64_t next;  /* ms after the start */
};

struct faults {
	struct fault *at;
	size_t n, cap;
	uint64_t chance;
};

const char *fault_name(enum fault_kind);
/* Adds what SPEC lists.  False when it cannot be read: *why is what it should
 * have been, as in "'x' is not the name of a fault". */
bool faults_add(struct faults *, const char *spec, const char **why);
void faults_free(struct faults *);

/* When the next one is due, ms after the start; INT64_MAX for never. */
int64_t faults_due(const struct faults *);
/* Takes one that is due at `now`, if any. */
bool faults_take(struct faults *, int64_t now, struct fault *);

#endif
