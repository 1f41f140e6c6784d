/*
 * rates.h - how much gets through: N in a time, of each user and of all.
 *
 * Of each user: a bucket of N that fills up again in `span_ms` (the generic
 * cell rate algorithm, ITU-T I.371): N at once, then one each span_ms / N.
 *
 * Of all: time is cut into windows of `span_ms`, from the first message on,
 * and N of each go on, by a policy:
 *	oldest     the first N, at once; the rest is dropped
 *	newest     the last N, at the window's end
 *	sample     any N, each with the same odds, at the window's end
 *	donations  paid ones before others, newer before older, at the end
 * A quota keeps no messages: it has N places and decides which one a message
 * takes; the message that was there is dropped.
 */
#ifndef CHZ_TEXT_RATES_H
#define CHZ_TEXT_RATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"
#include "text/lately.h"

/* "20/10s": a whole number from 1, and a duration; "20" is of a second. */
struct rate {
	int64_t n, span_ms;
};
bool rate_read(struct str, struct rate *);

struct user_rates {
	struct rate rate;
	struct lately users; /* private; zero at first */
};

/* Starts to load what user_rates_take will look at. */
void user_rates_warm(const struct user_rates *, struct str user);
/* Whether the user's message gets through at that moment. */
bool user_rates_take(struct user_rates *, int64_t now, struct str user);
void user_rates_free(struct user_rates *);

enum quota_policy { QUOTA_OLDEST, QUOTA_NEWEST, QUOTA_SAMPLE, QUOTA_DONATIONS };

enum { QUOTA_MOST = 65536 /* places */, QUOTA_DROP = -1, QUOTA_PASS = -2 };

struct quota;

/* `seed` is of the sample's dice. */
struct quota *quota_new(struct rate, enum quota_policy, uint64_t seed);
/* Whether a message at that moment begins a new window, so that the old one
 * has to be emptied first; so does one from long before the window. */
bool quota_is_over(const struct quota *, int64_t now);
/* When the window ends; INT64_MAX when none has begun. */
int64_t quota_end(const struct quota *);
/*
 * Takes a message: QUOTA_PASS lets it through, QUOTA_DROP drops it, and a place
 * from 0 to N - 1 holds it; *ousted is whether one that was held there is
 * dropped for it.
 */
long quota_add(struct quota *, int64_t now, bool paid, bool *ousted);
/* Ends the window: the places in the order in which their messages came, one
 * a call; QUOTA_DROP when there are no more, and a new window may begin. */
long quota_next(struct quota *);
void quota_free(struct quota *); /* accepts NULL */

#endif
