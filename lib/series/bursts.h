/*
 * bursts.h - where scores stand out, found as they come.
 *
 * chzzk-timeline's rule: an unbroken run of scores above `high` is a peak at
 * its highest score (then its highest count, then the first).  Peaks not more
 * than `join` places after the one before belong to the same burst, whose peak
 * is the highest.  A burst grows to the left of its first peak and to the right
 * of its last while scores stay above `low`.  So bursts may overlap; of those
 * with the same interval only the highest, then the first, is kept.  With
 * `merged` those that overlap are one, and no place is in two.  A burst is
 * handed out as soon as nothing can change it any more.
 */
#ifndef CHZ_SERIES_BURSTS_H
#define CHZ_SERIES_BURSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bursts_rule {
	double high, low; /* high >= low */
	int64_t join;
	bool merged;
};

/* Places count from 0. */
struct burst {
	int64_t start, end; /* both are part of it */
	int64_t peak;
	double z;       /* at the peak */
	uint32_t count; /* at the peak */
};

struct bursts {
	struct bursts_rule rule;
	/* private */
	int64_t n;               /* scores so far */
	bool in_run, in_stretch; /* the last score was above high, low */
	struct burst best;       /* of the run */
	int64_t stretch;         /* where it began */
	struct growing *open;    /* oldest first */
	size_t n_open, cap;
};

void bursts_add(struct bursts *, double z, uint32_t count);
/* No more scores follow the last one. */
void bursts_end(struct bursts *);
/* The next burst that is certain, in order; false when there is none. */
bool bursts_next(struct bursts *, struct burst *out);
/* No burst to come begins before this place. */
int64_t bursts_oldest(const struct bursts *);
void bursts_free(struct bursts *);

#endif
