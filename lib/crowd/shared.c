/* Counts the users that every two nodes share. */
#include <stdlib.h>

#include "core/mem.h"
#include "crowd/shared.h"

enum {
	PART = 64, /* counters of a row whose use is noted together */
	AHEAD = 16 /* users whose lists are fetched before their turn */
};

/* What to add to b > a for the place of their counter; wraps for a = 0. */
static size_t
triangle_row(size_t nodes, size_t a)
{
	return a * (2 * nodes - a - 1) / 2 - a - 1;
}

/* What a user who is at so many nodes adds to each affinity. */
static uint64_t
weight(uint64_t at)
{
	return at > 1 ? (SHARED_ONE + (at - 1) / 2) / (at - 1) : 0;
}

static inline void
share(struct shared *s, uint64_t affinity)
{
	s->inter++;
	s->affinity += affinity;
}

static void
fill_triangle(const struct postings *p, struct shared *cells, uint32_t nodes)
{
	for (uint32_t u = 0; u < p->users; u++) {
		const uint32_t *at = p->node + p->start[u];
		const uint32_t *end = p->node + p->start[u + 1];
		uint64_t each = weight((uint64_t)(end - at));

		for (; at + 1 < end; at++) {
			size_t row = triangle_row(nodes, *at);

			for (const uint32_t *b = at + 1; b < end; b++)
				share(&cells[row + *b], each);
		}
	}
}

static void
count_dense(const struct postings *p, uint32_t nodes, shared_fn *fn, void *ctx)
{
	size_t n = (size_t)nodes * (nodes - (nodes > 0)) / 2;
	struct shared *cells = xcalloc(n, sizeof *cells);

	fill_triangle(p, cells, nodes);
	for (uint32_t a = 0; a < nodes; a++) {
		size_t row = triangle_row(nodes, a);

		for (uint32_t b = a + 1; b < nodes; b++)
			if (cells[row + b].inter > 0)
				fn(ctx, a, b, &cells[row + b]);
	}
	free(cells);
}

/* The lists turned round: for every node, its users in ascending order. */
struct audiences {
	uint64_t *start; /* nodes + 1 */
	uint32_t *user;
};

static struct audiences
turn_round(const struct postings *p, uint32_t nodes)
{
	uint64_t n = p->users > 0 ? p->start[p->users] : 0;
	struct audiences t = {
		.start = xcalloc((size_t)nodes + 2, sizeof *t.start),
		.user = xreallocarray(NULL, n, sizeof *t.user),
	};

	/* One ahead, so that filling leaves every start where it belongs. */
	for (uint64_t i = 0; i < n; i++)
		t.start[p->node[i] + 2]++;
	for (uint32_t a = 0; a < nodes; a++)
		t.start[a + 2] += t.start[a + 1];
	for (uint32_t u = 0; u < p->users; u++)
		for (uint64_t i = p->start[u]; i < p->start[u + 1]; i++)
			t.user[t.start[p->node[i] + 1]++] = u;
	return t;
}

struct shared_row {
	struct shared *with; /* by node */
	uint8_t *used;       /* by part: whether somebody is shared */
};

/* Counts, at every node after `a`, those who were also at `a`. */
static void
fill_row(const struct postings *p, const struct audiences *t, uint32_t a,
    struct shared_row *r)
{
	for (uint64_t i = t->start[a]; i < t->start[a + 1]; i++) {
		const uint32_t *first = p->node + p->start[t->user[i]];
		const uint32_t *at = p->node + p->start[t->user[i] + 1];
		uint64_t each = weight((uint64_t)(at - first));

		if (i + AHEAD < t->start[a + 1])
			__builtin_prefetch(
			    p->node + p->start[t->user[i + AHEAD]]);
		while (at > first && *--at > a) {
			share(&r->with[*at], each);
			r->used[*at / PART] = 1;
		}
	}
}

/* Reports what row `a` counted, and clears it. */
static void
empty_row(
    struct shared_row *r, uint32_t nodes, uint32_t a, shared_fn *fn, void *ctx)
{
	for (uint32_t part = a / PART; part <= (nodes - 1) / PART; part++) {
		uint32_t end = (part + 1) * PART;

		if (!r->used[part])
			continue;
		r->used[part] = 0;
		for (uint32_t b = part * PART; b < end && b < nodes; b++) {
			if (r->with[b].inter > 0)
				fn(ctx, a, b, &r->with[b]);
			r->with[b] = (struct shared){ 0 };
		}
	}
}

static void
count_rows(const struct postings *p, uint32_t nodes, shared_fn *fn, void *ctx)
{
	struct audiences t = turn_round(p, nodes);
	struct shared_row r = {
		.with = xcalloc(nodes, sizeof *r.with),
		.used = xcalloc(nodes / PART + 1, sizeof *r.used),
	};

	for (uint32_t a = 0; a < nodes; a++) {
		fill_row(p, &t, a, &r);
		empty_row(&r, nodes, a, fn, ctx);
	}
	free(r.with);
	free(r.used);
	free(t.start);
	free(t.user);
}

void
shared_count(const struct postings *p, uint32_t nodes, uint32_t dense,
    shared_fn *fn, void *ctx)
{
	if (nodes <= dense)
		count_dense(p, nodes, fn, ctx);
	else
		count_rows(p, nodes, fn, ctx);
}
