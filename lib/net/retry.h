/*
 * retry.h - how long to wait before trying again, and how often to ask.
 *
 * Pure arithmetic: the clock is an argument (ms, any origin, never back) and
 * the dice are seeded, so that a test plays an hour in no time.
 *
 * Back-off: the n-th failure in a row waits a random time between 0 and
 * first_ms * 2^(n-1), at most most_ms ("full jitter": a thousand clients that
 * lost one server do not return as one).  A connection has recovered only
 * when it was healthy for healthy_ms; a handshake alone proves nothing.
 */
#ifndef CHZ_NET_RETRY_H
#define CHZ_NET_RETRY_H

#include <stdint.h>

struct retry_rule {
	int64_t first_ms, most_ms, healthy_ms;
	long max; /* failures in a row that are followed by a try */
};

/* 0.5 s to 60 s, healthy after 60 s, `tries` tries. */
#define RETRY_RULE(tries)                                                      \
	((struct retry_rule){ .first_ms = 500,                                 \
	    .most_ms = 60000,                                                  \
	    .healthy_ms = 60000,                                               \
	    .max = (tries) })

struct retry {
	struct retry_rule rule;
	long failed;      /* in a row */
	int64_t up_since; /* RETRY_DOWN when down */
	uint64_t dice;
};

enum { RETRY_NEVER = -1, RETRY_DOWN = -1 };

void retry_init(struct retry *, struct retry_rule, uint64_t seed);
/* It works from now on; only the first call since retry_down counts. */
void retry_up(struct retry *, int64_t now);
/* It failed: the ms to wait before the next try, or RETRY_NEVER when there
 * were enough. */
int64_t retry_down(struct retry *, int64_t now);

/* What a server may ask for with Retry-After, in ms: 1 s to 15 min. */
int64_t retry_clamp(int64_t ms);

/*
 * A budget of `rate` a second of which `burst` may come at once (the generic
 * cell rate algorithm, ITU-T I.371).  A rate of 0 is no limit.
 */
struct budget {
	double rate, burst;
	double full_at; /* ms: when the whole burst will be there again */
};

/* Takes one: 0 when it was there, else nothing is taken and it will be there
 * in that many ms. */
int64_t budget_take(struct budget *, int64_t now);
/* None before `then`. */
void budget_pause(struct budget *, int64_t then);

#endif
