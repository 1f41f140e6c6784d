/*
 * onair.h - which channels are on air, and what changed since the last look.
 *
 * Work goes in rounds.  In each, channels are looked at, once, several at a
 * time; what changed is written as `live` records in the order of the looks: a
 * broadcast that opened, one that closed, and for a new broadcast on the same
 * channel first the close of the old one.
 */
#ifndef CHZ_TAP_ONAIR_H
#define CHZ_TAP_ONAIR_H

#include "core/keyed.h"
#include "tap/web.h"

struct onair_settings {
	int64_t least_viewers, least_followers; /* to be written at all */
	bool closed_too; /* off air at the first look is written too */
	/* The last look under way has been written. */
	void (*idle)(void *ctx);
	void *ctx;
};

struct onair {
	struct keyed channels; /* every one met, by its id */
	size_t seen;           /* channels, in this round */
	int status; /* EXIT_OK, or that of what went wrong and was reported */
	/* private */
	struct web *web;
	struct buf *out;
	struct onair_settings set;
	struct onair_look **look;
	size_t looks, cap, written;
	uint32_t round;
};

/* Records go to `out`. */
void onair_init(struct onair *, struct web *, struct buf *out,
    const struct onair_settings *);
/* Names a channel for records whose source does not; `name` may be absent. */
void onair_name(struct onair *, struct str id, struct str name);

void onair_begin(struct onair *); /* a round */
/* Looks at a channel; `followers` may be RECORD_UNKNOWN. */
void onair_look(struct onair *, struct str id, int64_t followers);
/* A broadcast on a list, filtered already: looks at its channel unless it is
 * known. */
void onair_listed(struct onair *, const struct live *);
/* Looks at what was open and not seen in this round. */
void onair_look_at_missing(struct onair *);
bool onair_is_idle(const struct onair *); /* all looks are written */

/* Reports what went wrong with an answer and keeps the status; true when
 * something did. */
bool onair_failed(struct onair *, const struct http_answer *, enum chzzk_result,
    const char *what);

/* Writes what is known though something before it is not; after the web's
 * requests were cancelled. */
void onair_flush(struct onair *);
void onair_free(struct onair *);

#endif
