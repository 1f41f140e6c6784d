/* Turns samples into buckets of several lengths. */
#include <stdlib.h>

#include "core/mem.h"
#include "series/series.h"

struct series {
	/* What every sample looks at: one line of the cache. */
	const struct series_rule *rule;
	struct buckets *by_size;
	struct clock clock;
	int64_t due; /* no bucket leaves before the clock is there */
	bool blind;  /* since lost_ms */
	/* The rest. */
	int64_t lost_ms;
	struct sample *held; /* meanwhile */
	size_t n_held, held_cap;
	struct sample aside; /* while the clock is doubtful */
	struct gaps gaps;
};
_Static_assert(offsetof(struct series, blind) < MEM_LINE, "one line");

/* Where the next part of a block may begin. */
static size_t
lines(size_t bytes)
{
	return (bytes + MEM_LINE - 1) / MEM_LINE * MEM_LINE;
}

/* Where the caller's bytes are. */
enum { OWN = (sizeof(struct series) + MEM_LINE - 1) / MEM_LINE * MEM_LINE };

void
series_plan(struct series_rule *rule)
{
	struct series_plan *p = &rule->plan;

	p->buckets = OWN + lines(rule->own);
	p->size = p->buckets + lines(rule->n * sizeof(struct buckets));
	for (size_t i = 0; i < rule->n; i++) {
		p->ring[i] = p->size;
		p->room[i] = buckets_ring(rule->sizes_ms[i], rule->lateness_ms);
		p->size += lines(p->room[i]);
	}
}

struct series *
series_new(const struct series_rule *rule)
{
	char *block = xcalloc_lines(rule->plan.size);
	struct series *s = (struct series *)(void *)block;

	s->rule = rule;
	s->clock.hole = rule->hole_ms;
	s->by_size = (struct buckets *)(void *)(block + rule->plan.buckets);
	for (size_t i = 0; i < rule->n; i++)
		buckets_init(&s->by_size[i], block + rule->plan.ring[i],
		    rule->sizes_ms[i], rule->lateness_ms, rule->rolling_ms);
	return s;
}

void
series_free(struct series *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->rule->n; i++)
		buckets_free(&s->by_size[i]);
	free(s->held);
	gaps_free(&s->gaps);
	free(s);
}

void
series_after(struct series *s, int64_t t_ms)
{
	s->clock.now = t_ms + s->rule->lateness_ms;
	s->clock.running = true;
}

void *
series_own(struct series *s)
{
	return (char *)s + OWN;
}

static void
close_until(struct series *s, int64_t until_ms, void *ctx)
{
	for (size_t i = 0; i < s->rule->n; i++)
		buckets_close(
		    &s->by_size[i], until_ms, &s->gaps, s->rule->leave, ctx);
}

/* The end of what has left, when the clock is at `now`. */
static int64_t
deadline(const struct series *s, int64_t now)
{
	return now > s->rule->lateness_ms ? now - s->rule->lateness_ms : 0;
}

/* Hands out what the clock has passed. */
static void
advance(struct series *s, void *ctx)
{
	int64_t until = deadline(s, s->clock.now);
	const struct buckets *largest = &s->by_size[s->rule->n - 1];

	if (s->clock.now < s->due)
		return;
	close_until(s, until, ctx);
	s->due = INT64_MAX;
	for (size_t i = 0; i < s->rule->n; i++) {
		int64_t size = s->by_size[i].size_ms;
		int64_t end = (until / size + 1) * size + s->rule->lateness_ms;

		s->due = end < s->due ? end : s->due;
	}
	if (s->gaps.n > 0)
		gaps_forget(
		    &s->gaps, until / largest->size_ms * largest->size_ms);
}

/* Whether a bucket that the moment belongs to has left. */
static bool
is_late(const struct series *s, int64_t t_ms)
{
	int64_t until = deadline(s, s->clock.now);

	for (size_t i = 0; t_ms < until && i < s->rule->n; i++)
		if (t_ms / s->by_size[i].size_ms <
		    until / s->by_size[i].size_ms)
			return true;
	return false;
}

static enum series_took
count(struct series *s, const struct sample *sample)
{
	if (is_late(s, sample->t_ms))
		return SERIES_LATE;
	if (sample->named && !buckets_note(&s->by_size[0], sample))
		return SERIES_COPY;
	for (size_t i = 0; i < s->rule->n; i++)
		buckets_add(&s->by_size[i], sample);
	return SERIES_TAKEN;
}

/* Gives the sample set aside, a stray, a bucket of its own. */
static void
let_alone(struct series *s, int64_t size_ms, void *ctx)
{
	const struct gaps none = { 0 };
	void *ring = xcalloc(1, buckets_ring(size_ms, 0));
	struct buckets alone;

	buckets_init(&alone, ring, size_ms, 0, 0);
	buckets_add(&alone, &s->aside);
	buckets_close(&alone, INT64_MAX, &none, s->rule->leave, ctx);
	buckets_free(&alone);
	free(ring);
}

/* The same for every size. */
static void
let_stray_go(struct series *s, void *ctx)
{
	for (size_t i = 0; i < s->rule->n; i++)
		let_alone(s, s->by_size[i].size_ms, ctx);
}

/* The clock has jumped to the sample set aside, and may have gone on. */
static void
jump(struct series *s, void *ctx)
{
	int64_t now = s->clock.now;

	close_until(s, INT64_MAX, ctx);
	s->due = 0;
	s->clock.now = s->aside.t_ms;
	count(s, &s->aside);
	s->clock.now = now;
	advance(s, ctx);
}

static enum series_took
add(struct series *s, const struct sample *sample, void *ctx)
{
	bool doubtful = s->clock.doubtful;
	int64_t before = s->clock.now;

	switch (clock_show(&s->clock, sample->t_ms)) {
	case CLOCK_JUMPED:
		jump(s, ctx);
		break;
	case CLOCK_ASIDE:
		if (doubtful)
			let_stray_go(s, ctx);
		s->aside = *sample;
		return SERIES_ASIDE;
	case CLOCK_NEAR:
		if (doubtful)
			let_stray_go(s, ctx);
		break;
	}
	if (s->clock.now > before)
		advance(s, ctx);
	return count(s, sample);
}

enum series_took
series_add(struct series *s, const struct sample *sample, void *ctx)
{
	if (!s->blind)
		return add(s, sample, ctx);
	MEM_RESERVE(s->held, s->held_cap, s->n_held + 1);
	s->held[s->n_held++] = *sample;
	if (s->n_held < SERIES_HELD_MAX)
		return SERIES_HELD;
	return series_resumed(s, sample->t_ms, SERIES_UNKNOWN, ctx) > 0
	    ? SERIES_LATE
	    : SERIES_HELD;
}

void
series_early(
    const struct series *s, const struct series_rule *rule, int64_t t_ms)
{
	const struct series_plan *p = &rule->plan;
	const char *block = (const char *)s;

	__builtin_prefetch(block, 1);
	__builtin_prefetch(block + OWN);
	mem_fetch(block + p->buckets, rule->n * sizeof(struct buckets));
	for (size_t i = 0; i < rule->n; i++)
		buckets_early(
		    block + p->ring[i], p->room[i], rule->sizes_ms[i], t_ms);
}

bool
series_far(const struct series *s, const struct sample *sample)
{
	bool leaving = sample->t_ms >= s->due;

	if (leaving)
		__builtin_prefetch(&s->gaps);
	for (size_t i = 0; i < s->rule->n; i++) {
		buckets_far(&s->by_size[i], sample);
		if (leaving)
			rolling_warm(&s->by_size[i].rolling);
	}
	return leaving;
}

void
series_near(const struct series *s, const struct sample *sample)
{
	for (size_t i = 0; i < s->rule->n; i++)
		buckets_near(&s->by_size[i], sample);
}

void
series_lost(struct series *s, int64_t t_ms)
{
	if (!s->blind)
		s->lost_ms = t_ms;
	s->blind = true;
}

/* The first moment that was seen again. */
static int64_t
first_seen(const struct series *s, int64_t t_ms)
{
	int64_t first = s->n_held > 0 ? s->held[0].t_ms : t_ms;

	for (size_t i = 1; i < s->n_held; i++)
		if (s->held[i].t_ms < first)
			first = s->held[i].t_ms;
	return first;
}

unsigned
series_resumed(struct series *s, int64_t t_ms, int64_t gap_ms, void *ctx)
{
	int64_t seen = first_seen(s, t_ms);
	unsigned late = 0;

	if (gap_ms != SERIES_UNKNOWN)
		gaps_add(&s->gaps, seen - gap_ms, seen);
	else if (s->blind)
		gaps_add(&s->gaps, s->lost_ms, seen);
	for (size_t i = 0; i < s->n_held; i++)
		late += add(s, &s->held[i], ctx) == SERIES_LATE;
	s->blind = false;
	s->n_held = 0;
	return late;
}

int64_t
series_clock(const struct series *s)
{
	return s->clock.running ? s->clock.now : -1;
}

int64_t
series_edge(const struct series *s)
{
	int64_t largest = s->by_size[s->rule->n - 1].size_ms;

	return (s->clock.now / largest + 1) * largest;
}

unsigned
series_end(struct series *s, void *ctx)
{
	unsigned late = 0;

	if (s->n_held > 0)
		late = series_resumed(s, s->lost_ms, SERIES_UNKNOWN, ctx);
	close_until(s, INT64_MAX, ctx);
	if (s->clock.doubtful) {
		let_stray_go(s, ctx);
		s->clock.doubtful = false;
	}
	return late;
}
