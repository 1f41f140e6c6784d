/*
 * crowdscan.h - the moments of a stream, by its users.
 *
 * What peakscan.h is given are the users, those who go on writing within ten
 * seconds for less (fresh.h), where a bucket says who wrote; its messages
 * where it does not.  When a
 * peak is over, its first half minute tells whether it was a flood (flood.h);
 * what was usual is learned from the half minutes without a peak.
 */
#ifndef CHZ_SERIES_CROWDSCAN_H
#define CHZ_SERIES_CROWDSCAN_H

#include "series/flood.h"
#include "series/fresh.h"
#include "series/history.h"
#include "series/peakscan.h"

struct crowdscan {
	/* private */
	struct peakscan scan;
	struct fresh fresh;
	struct flood usual;
	int64_t half;    /* places of half a minute */
	int64_t places;  /* of this half minute so far */
	uint64_t chats;  /* in them */
	bool is_unusual; /* one of them is a peak's, or its users unknown */
};

void crowdscan_init(struct crowdscan *, struct peakscan_rule);
/* Takes the last place of the history. */
void crowdscan_add(struct crowdscan *, const struct history *);
void crowdscan_end(struct crowdscan *);

struct crowdscan_peak {
	struct peakscan_report scan;
	double loudest; /* one user's share of the chats; NAN when not known */
	bool is_flood;
};

/* As peakscan_next; the history has all since crowdscan_oldest. */
bool crowdscan_next(
    struct crowdscan *, const struct history *, struct crowdscan_peak *);
/* No peak to come begins before this place. */
int64_t crowdscan_oldest(const struct crowdscan *);
void crowdscan_free(struct crowdscan *);

#endif
