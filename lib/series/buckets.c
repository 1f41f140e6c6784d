/* Counts samples in a ring of buckets. */
#include <stdlib.h>

#include "core/mem.h"
#include "series/buckets.h"

struct cell {
	uint32_t chats, donations;
	struct purse *amounts;
	struct distinct users, messages;
};
/* A ring that begins with a line of the cache has each cell in two. */
_Static_assert(sizeof(struct cell) == 96, "three halves of a line");

/* The clock's bucket and those that the lateness reaches back into. */
static int64_t
room_for(int64_t size_ms, int64_t lateness_ms)
{
	int64_t room = 2;

	while (room < lateness_ms / size_ms + 2)
		room *= 2;
	return room;
}

size_t
buckets_ring(int64_t size_ms, int64_t lateness_ms)
{
	return (size_t)room_for(size_ms, lateness_ms) * sizeof(struct cell);
}

void
buckets_init(struct buckets *b, void *ring, int64_t size_ms,
    int64_t lateness_ms, int64_t rolling_ms)
{
	int64_t window = rolling_ms / size_ms;

	*b = (struct buckets){ .size_ms = size_ms };
	b->room = room_for(size_ms, lateness_ms);
	b->ring = ring;
	b->rolling.window = window > 1 ? (size_t)window : 1;
}

void
buckets_free(struct buckets *b)
{
	for (int64_t i = 0; i < b->room; i++) {
		distinct_free(&b->ring[i].users);
		distinct_free(&b->ring[i].messages);
		purse_free(&b->ring[i].amounts);
	}
	rolling_free(&b->rolling);
}

static struct cell *
cell_of(const struct buckets *b, int64_t i)
{
	return &b->ring[i & (b->room - 1)];
}

bool
buckets_note(struct buckets *b, const struct sample *s)
{
	return distinct_add_hash(&cell_of(b, s->t_ms / b->size_ms)->messages,
	    s->message, s->message_hash);
}

void
buckets_early(const void *ring, size_t room, int64_t size_ms, int64_t t_ms)
{
	size_t cells = room / sizeof(struct cell);
	const struct cell *c = (const struct cell *)ring +
	    ((size_t)(t_ms / size_ms) & (cells - 1));

	__builtin_prefetch(c, 1);
	__builtin_prefetch((const char *)(c + 1) - 1, 1);
}

void
buckets_far(const struct buckets *b, const struct sample *s)
{
	const struct cell *c = cell_of(b, s->t_ms / b->size_ms);

	distinct_far(&c->messages, s->message_hash);
	distinct_far(&c->users, s->user_hash);
}

void
buckets_near(const struct buckets *b, const struct sample *s)
{
	const struct cell *c = cell_of(b, s->t_ms / b->size_ms);

	/* Most messages are new: there is nothing to compare. */
	distinct_near(&c->users, s->user_hash);
}

void
buckets_add(struct buckets *b, const struct sample *s)
{
	int64_t i = s->t_ms / b->size_ms;
	struct cell *c = cell_of(b, i);

	if (!b->begun || i > b->last)
		b->last = i;
	if (!b->begun || (!b->left && i < b->next))
		b->next = i;
	b->begun = true;
	if (s->donation) {
		c->donations++;
		purse_add(&c->amounts, s->currency, s->amount);
	} else {
		c->chats++;
		if (s->signed_)
			distinct_add_hash(&c->users, s->user, s->user_hash);
	}
}

static void
leave(struct buckets *b, const struct gaps *gaps, buckets_leave *out, void *ctx)
{
	int64_t from = b->next * b->size_ms;
	struct cell *c = cell_of(b, b->next);
	struct bucket bucket = { .sec = from / 1000,
		.size_sec = b->size_ms / 1000,
		.chats = c->chats,
		.donations = c->donations,
		.amounts = c->amounts,
		.users = &c->users,
		.gap = gaps_touch(gaps, from, from + b->size_ms) };

	rolling_add(&b->rolling, bucket.gap ? ROLLING_UNKNOWN : c->chats);
	bucket.has_rolling = rolling_mean(&b->rolling, &bucket.rolling);
	out(ctx, &bucket);
	c->chats = c->donations = 0;
	purse_clear(c->amounts);
	distinct_clear(&c->users);
	distinct_clear(&c->messages);
	b->next++;
	b->left = true;
}

void
buckets_close(struct buckets *b, int64_t until_ms, const struct gaps *gaps,
    buckets_leave *out, void *ctx)
{
	bool all = until_ms == INT64_MAX;
	int64_t until = all ? b->last + 1 : until_ms / b->size_ms;

	if (!b->begun)
		return;
	while (b->next < until)
		leave(b, gaps, out, ctx);
	if (all) {
		b->begun = b->left = false;
		rolling_clear(&b->rolling);
	}
}
