/*
 * talk.h - what the people of a made-up channel say, and when.
 *
 * Messages come as a Poisson process whose rate rises for some seconds now and
 * then, as chat does when something happens on screen; those who else only
 * watch speak up then.  Most are short texts; some are donations,
 * subscriptions, gifts, system lines, or hidden by the clean bot.  The same
 * seed gives the same messages at the same times.
 */
#ifndef CHZ_SIM_TALK_H
#define CHZ_SIM_TALK_H

#include "record/event.h"

/* The people; channels share some of them. */
struct cast {
	struct arena arena;
	struct person {
		struct str id, name; /* 32 hexadecimal digits; a nickname */
	} * at;
	unsigned n;
	uint64_t seed;
};

void cast_init(struct cast *, uint64_t seed, unsigned n);
void cast_free(struct cast *);

struct talk {
	struct cast *cast;
	uint64_t seed, chance;
	double rate;          /* messages a second, on average */
	unsigned first, many; /* its people among them all */
	struct person *crowd; /* its own who only speak up then; NULL before */
	int64_t start;        /* when it began */
	double next;          /* when the next message is said */
	int64_t last;         /* when the last one was */
	unsigned same;        /* messages in that millisecond so far */
	unsigned gifts;       /* recipients still to be named */
	struct person giver;
};

/* Begins at `start` with the n-th channel's people and manner. */
void talk_begin(
    struct talk *, struct cast *, unsigned n, double rate, int64_t start);

/* When the next message is said, ms since 1970. */
int64_t talk_due(const struct talk *);

/*
 * Says it: fills *e (sent_at, who, what; texts live as long as the cast).
 * No two messages have the same sender and time.  reason "cbotblind": hidden
 * by the clean bot, its text still there, as on the wire.
 */
void talk_next(struct talk *, struct event *e);

#endif
