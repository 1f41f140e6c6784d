/* Works out what a reconnected chat has missed. */
#include "tap/catchup.h"

/* A pong may overtake messages that are on their way to it: ms that these take
 * at the least, which they have not shown. */
enum { MARGIN = 1000 };

void
catchup_init(struct catchup *c)
{
	*c = (struct catchup){ .last = WHEN_UNKNOWN,
		.oldest = WHEN_UNKNOWN,
		.lost_at = WHEN_UNKNOWN,
		.sure = WHEN_UNKNOWN,
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
catchup_sure(struct catchup *c, int64_t at)
{
	at -= MARGIN + c->behind;
	if (c->lost_at == WHEN_UNKNOWN && at > c->sure)
		c->sure = at;
}

void
catchup_begin(struct catchup *c)
{
	c->reading = true;
	c->oldest = WHEN_UNKNOWN;
}

void
catchup_continued(struct catchup *c)
{
	c->lost_at = WHEN_UNKNOWN;
}

static int64_t
positive(int64_t ms)
{
	return ms > 0 ? ms : 0;
}

/* What is missing when nothing was re-read. */
static int64_t
since_loss(const struct catchup *c, int64_t now)
{
	int64_t gap = now - c->lost_at;

	if (c->before != WHEN_UNKNOWN)
		gap = now + c->ahead - c->before;
	if (c->sure != WHEN_UNKNOWN && now - c->sure < gap)
		gap = now - c->sure;
	return gap;
}

/* What is missing before the oldest message that was re-read; not above 0 where
 * that is one of before the loss, so that nothing is. */
static int64_t
before_oldest(const struct catchup *c)
{
	int64_t heard = c->lost_at + c->ahead;

	return c->oldest - (c->before != WHEN_UNKNOWN ? c->before : heard);
}

int64_t
catchup_end(struct catchup *c, int64_t now)
{
	bool lost = c->lost_at != WHEN_UNKNOWN;
	bool blind = lost && c->oldest == WHEN_UNKNOWN;
	int64_t gap = 0;

	if (lost)
		gap = blind ? since_loss(c, now) : before_oldest(c);
	c->reading = false;
	c->lost_at = c->oldest = WHEN_UNKNOWN;
	/* What is missing until now is part of this gap, not of the next. */
	if (lost)
		c->sure = blind ? now : WHEN_UNKNOWN;
	return positive(gap);
}

static void
note_time(struct catchup *c, int64_t sent_at)
{
	if (c->reading && (c->oldest == WHEN_UNKNOWN || sent_at < c->oldest))
		c->oldest = sent_at;
	if (sent_at > c->last)
		c->last = sent_at;
}

/* Nothing comes before it is sent. */
static void
compare_clocks(struct catchup *c, const struct event *e)
{
	int64_t late = e->received_at - e->sent_at;

	if (e->received_at == WHEN_UNKNOWN)
		return;
	if (-late > c->ahead)
		c->ahead = -late;
	if (late > c->behind && !c->reading)
		c->behind = late;
}

bool
catchup_is_new(struct catchup *c, const struct event *e)
{
	bool fresh =
	    e->message_id.p == NULL || recent_add(&c->seen, e->message_id);

	if (e->sent_at != WHEN_UNKNOWN && e->type != EVENT_MODERATION) {
		compare_clocks(c, e);
		note_time(c, e->sent_at);
	}
	return fresh || (e->type == EVENT_MODERATION && !c->reading);
}
