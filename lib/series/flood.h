/*
 * flood.h - whether a moment is loud because of few.
 *
 * In a moment many write who had been silent; a flood is much from few: bots,
 * a spammer, a war of copies.  What is usual is learned from half minutes:
 * messages for each user in it.  A stretch of half a minute is a flood when
 * its messages are more than 1.5 times as many for each user as usual, by more
 * than chance gives, or when more than a half of them is one user's.  But when
 * three times as many users are there as usual, they are a crowd, and people
 * in a crowd write more than once.
 */
#ifndef CHZ_SERIES_FLOOD_H
#define CHZ_SERIES_FLOOD_H

#include <stdbool.h>

struct flood {
	double messages, users; /* of usual half minutes; zero knows none */
	double halves;          /* how many these are of */
};

void flood_learn(struct flood *, double messages, double users);
/* `loudest` is one user's share, 0 when it is not known. */
bool flood_is(
    const struct flood *, double messages, double users, double loudest);

#endif
