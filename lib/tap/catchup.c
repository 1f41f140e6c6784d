/* Works out what a reconnected chat has missed. */
#include "tap/catchup.h"

void
catchup_init(struct catchup *c)
{
	*c = (struct catchup){ .last = WHEN_UNKNOWN,
		.oldest = WHEN_UNKNOWN,
		.lost_at = WHEN_UNKNOWN,
		.before = WHEN_UNKNOWN,
		.seen.window = CATCHUP_WINDOW };
}

void
catchup_free(struct catchup *c)
{
	recent_free(&c->seen);
}

/* A second loss before the first was made good is part of it. */
void
catchup_lost(struct catchup *c, int64_t heard_at)
{
	if (c->lost_at != WHEN_UNKNOWN)
		return;
	c->lost_at = heard_at;
	c->before = c->last;
}

void
catchup_begin(struct catchup *c)
{
	c->reading = true;
	c->met = false;
	c->oldest = WHEN_UNKNOWN;
}

static int64_t
positive(int64_t ms)
{
	return ms > 0 ? ms : 0;
}

int64_t
catchup_end(struct catchup *c, int64_t now)
{
	int64_t heard = c->before != WHEN_UNKNOWN ? c->before : c->lost_at;
	int64_t again = c->oldest != WHEN_UNKNOWN ? c->oldest : now;
	bool whole = c->lost_at == WHEN_UNKNOWN || (c->reading && c->met);

	c->reading = false;
	c->lost_at = c->oldest = WHEN_UNKNOWN;
	return whole ? 0 : positive(again - heard);
}

static void
note_time(struct catchup *c, int64_t sent_at, bool fresh)
{
	if (c->reading && !fresh)
		c->met |= c->before != WHEN_UNKNOWN && sent_at <= c->before;
	if (c->reading && (c->oldest == WHEN_UNKNOWN || sent_at < c->oldest))
		c->oldest = sent_at;
	if (sent_at > c->last)
		c->last = sent_at;
}

bool
catchup_is_new(struct catchup *c, const struct event *e)
{
	bool fresh =
	    e->message_id.p == NULL || recent_add(&c->seen, e->message_id);

	if (e->sent_at != WHEN_UNKNOWN && e->type != EVENT_MODERATION)
		note_time(c, e->sent_at, fresh);
	return fresh || (e->type == EVENT_MODERATION && !c->reading);
}
