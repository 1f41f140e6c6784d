/*
 * level.h - what a place usually has, learned as the places come.
 *
 * Three running means, of five minutes, one, and twenty seconds.  The longest
 * is the steadiest and the last to notice that the chat has changed; so each
 * is held near the next shorter one, within the standard errors that chance
 * explains.  Downwards it is held closer: a level that is too high hides what
 * follows.  The mean over all is used until there is more than it takes.
 */
#ifndef CHZ_SERIES_LEVEL_H
#define CHZ_SERIES_LEVEL_H

enum { LEVEL_MEANS = 3 };

struct level {
	double mean[LEVEL_MEANS]; /* the longest first: it is the level */
	double n;                 /* places so far; zero is a new one */
};

/* Learns a place of `place_sec` seconds. */
void level_learn(
    struct level *, double count, double dispersion, double place_sec);

/* How many places the level is as good as the plain mean of. */
double level_weight(const struct level *, double place_sec);

#endif
