/* Gives the scan a stream's users, and tells floods. */
#include <math.h>

#include "series/crowdscan.h"

static const double pause = 10, half_minute = 30;

static int64_t
places(double seconds, double place_sec)
{
	double n = seconds / place_sec;

	return n > 1 ? (int64_t)(n + 0.5) : 1;
}

void
crowdscan_init(struct crowdscan *c, struct peakscan_rule rule)
{
	*c = (struct crowdscan){ .fresh = { .pause = (uint32_t)places(
						pause, rule.place_sec) },
		.half = places(half_minute, rule.place_sec) };
	peakscan_init(&c->scan, rule);
}

/* The half minute is over when its last place is. */
static void
learn_usual(struct crowdscan *c)
{
	if (++c->places < c->half)
		return;
	if (!c->is_unusual)
		flood_learn(
		    &c->usual, (double)c->chats, (double)c->fresh.users);
	fresh_count(&c->fresh);
	c->places = 0;
	c->chats = 0;
	c->is_unusual = false;
}

void
crowdscan_add(struct crowdscan *c, const struct history *h)
{
	const struct past *row = &h->rows[h->n - 1];
	const uint32_t *marks;
	double fresh;
	size_t n;

	if (row->unseen) {
		peakscan_skip(&c->scan);
		c->is_unusual = true;
		return;
	}
	marks = history_marks(h, history_end(h) - 1, &n);
	fresh = fresh_add(&c->fresh, marks, marks != NULL ? n : 0);
	peakscan_add(&c->scan, marks != NULL ? fresh : row->chats);
	c->chats += row->chats;
	c->is_unusual |= marks == NULL || peakscan_is_on(&c->scan);
	learn_usual(c);
}

void
crowdscan_end(struct crowdscan *c)
{
	peakscan_end(&c->scan);
}

static bool
is_flood(const struct crowdscan *c, const struct history *h,
    const struct crowdscan_peak *p)
{
	int64_t from = p->scan.start, to = from + c->half;
	int64_t users = history_users(h, from, to);

	return users > 0 &&
	    flood_is(&c->usual, (double)history_sum(h, from, to).chats,
		(double)users, isnan(p->loudest) ? 0 : p->loudest);
}

bool
crowdscan_next(
    struct crowdscan *c, const struct history *h, struct crowdscan_peak *out)
{
	if (!peakscan_next(&c->scan, &out->scan))
		return false;
	out->loudest = history_loudest(h, out->scan.start, out->scan.end);
	out->is_flood = !out->scan.open && is_flood(c, h, out);
	return true;
}

int64_t
crowdscan_oldest(const struct crowdscan *c)
{
	return peakscan_oldest(&c->scan);
}

void
crowdscan_free(struct crowdscan *c)
{
	fresh_free(&c->fresh);
}
