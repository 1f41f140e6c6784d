/* Turns to join again, so that many that lost one server do not return to it
 * all at once. */
#include "tap/tap.h"

int64_t
taps_turn(struct taps *t)
{
	int64_t now = loop_now(t->loop), wait = budget_take(&t->turns, now);

	if (wait > 0)
		budget_take(&t->turns, now + wait);
	return wait;
}

void
taps_wake(struct taps *t)
{
	for (struct tap *c = t->chats; c != NULL; c = c->next)
		if (c->state == TAP_WAITING && c->lost && !c->queued)
			timer_set(c->step, 0);
}
