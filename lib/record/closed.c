/* The closings that may still be taken back, in a ring. */
#include "record/closed.h"

bool
closed_note(struct closed *c, struct closing closing, struct closing *due)
{
	struct closing *place = &c->ring[c->n++ % CLOSED_KEPT];

	*due = *place;
	*place = closing;
	return c->n > CLOSED_KEPT;
}
