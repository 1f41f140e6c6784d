/* Tells floods from crowds. */
#include <math.h>

#include "series/flood.h"

/* Of an hour about half is remembered. */
static const double kept = 0.994;
static const double too_many = 1.5, too_loud = 0.5, crowd = 3;
/* Before anything is known: as if ten users had written thirteen messages. */
static const double guess_messages = 13, guess_users = 10;

void
flood_learn(struct flood *f, double messages, double users)
{
	f->messages = kept * f->messages + messages;
	f->users = kept * f->users + users;
	f->halves = kept * f->halves + 1;
}

bool
flood_is(const struct flood *f, double messages, double users, double loudest)
{
	double usual =
	    (f->messages + guess_messages) / (f->users + guess_users);
	double limit = too_many * usual * users;

	if (loudest <= too_loud &&
	    users * (f->halves + 1) > crowd * (f->users + guess_users))
		return false;
	return loudest > too_loud || messages > limit + sqrt(limit);
}
