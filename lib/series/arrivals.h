/*
 * arrivals.h - what came for a series, so small that it can be sent on.
 *
 * What a series (series.h) makes of its samples depends on the order in which
 * they came, and on what was lost between them.  So where a log is counted in
 * parts, each part only packs what came, in some 45 bytes a message, and who
 * joins the parts puts all of it in order and counts it.  The order is that of
 * the moments when it was received; without those, when it was sent, or its
 * place in the broadcast; of one moment, as each part had it.
 */
#ifndef CHZ_SERIES_ARRIVALS_H
#define CHZ_SERIES_ARRIVALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"
#include "series/buckets.h"

enum arrival_kind {
	ARRIVAL_CHAT,
	ARRIVAL_DONATION,
	ARRIVAL_LOST,    /* the collector was disconnected */
	ARRIVAL_RESUMED, /* it is back */
	ARRIVAL_NOTE,    /* nothing that is counted */
	ARRIVAL_CLOSED,  /* the broadcast has ended */
	ARRIVAL_KINDS
};

/* Whether a loss ends here, if there was one. */
static inline bool
arrival_ends_loss(enum arrival_kind kind)
{
	return kind == ARRIVAL_RESUMED || kind == ARRIVAL_CLOSED;
}

struct arrival {
	enum arrival_kind kind;
	uint32_t source;              /* whose it is; the caller's */
	int64_t received_at, sent_at; /* or WHEN_UNKNOWN */
	int64_t t_ms;                 /* in the broadcast, or -1 */
	uint64_t number;              /* in its part */
	int64_t gap_ms;               /* where a loss ends, or -1 */
	struct sample sample;         /* of the first two; t_ms is not set */
};

/* Appends it, as bytes; `before` is the one before, zero for the first. */
void arrival_put(
    struct buf *, const struct arrival *before, const struct arrival *);
/* Takes the next one off the bytes; false when they are damaged. */
bool arrival_take(struct str *, const struct arrival *before, struct arrival *);

/* Puts them in order. */
void arrivals_sort(struct arrival *, size_t n);

#endif
