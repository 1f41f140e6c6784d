/* Keeps for every user the nodes they were at. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "crowd/postings.h"

struct visit {
	uint32_t user, node;
};

enum {
	RECENT = 16 * 1024,          /* pairs; a power of two */
	LOG_LEAST = 4 * 1024 * 1024, /* visits before the first fold */
	AHEAD = 24,                  /* visits looked ahead while scattering */
	SHORT = 64                   /* lists sorted by insertion */
};

/* Chatters come back soon: most repeats are caught here.  The empty entry is
 * a user that cannot be. */
static bool
seen_lately(struct postings *p, struct visit v)
{
	uint64_t pair = (uint64_t)v.user << 32 | v.node;
	uint64_t hash = pair * UINT64_C(0x9e3779b97f4a7c15);
	uint64_t *entry;

	if (p->recent == NULL) {
		p->recent = xmalloc(RECENT * sizeof *p->recent);
		memset(p->recent, 0xff, RECENT * sizeof *p->recent);
	}
	entry = &p->recent[(hash >> 40) % RECENT];
	if (*entry == pair)
		return true;
	*entry = pair;
	return false;
}

static uint64_t
pairs_in(const struct postings *p)
{
	return p->users > 0 ? p->start[p->users] : 0;
}

static void
log_grow(struct postings *p)
{
	size_t cap = p->log_cap;

	MEM_RESERVE(p->log, p->log_cap, p->log_n + 1);
	if (p->counted && p->log_cap != cap)
		p->log_count = xreallocarray(
		    p->log_count, p->log_cap, sizeof *p->log_count);
}

static uint32_t
highest_user(const struct postings *p)
{
	uint32_t most = 0;

	for (size_t i = 0; i < p->log_n; i++)
		if (p->log[i].user > most)
			most = p->log[i].user;
	return most;
}

void
postings_add(struct postings *p, uint32_t user, uint32_t node, uint32_t times)
{
	struct visit v = { user, node };

	if (!p->counted && seen_lately(p, v))
		return;
	if (p->log_n >= LOG_LEAST && p->log_n >= pairs_in(p)) {
		uint32_t users = highest_user(p) + 1;

		postings_fold(p, users > p->users ? users : p->users);
	}
	if (p->log_n == p->log_cap)
		log_grow(p);
	p->log[p->log_n] = v;
	if (p->counted)
		p->log_count[p->log_n] = times;
	p->log_n++;
}

/* A list being sorted: node and count in one word, the node above. */
struct scratch {
	uint64_t *at;
	size_t cap;
};

static int
by_word(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

static void
sort_words(uint64_t *at, size_t n)
{
	if (n > SHORT) {
		qsort(at, n, sizeof *at, by_word);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		uint64_t word = at[i];
		size_t j = i;

		for (; j > 0 && at[j - 1] > word; j--)
			at[j] = at[j - 1];
		at[j] = word;
	}
}

static uint32_t
add_counts(uint64_t a, uint64_t b)
{
	uint64_t sum = (a & UINT32_MAX) + (b & UINT32_MAX);

	return sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
}

/* Makes equal nodes one, their counts summed; how many are left. */
static size_t
join_equal(uint64_t *at, size_t n)
{
	size_t last = 0;

	for (size_t i = 1; i < n; i++) {
		if (at[i] >> 32 == at[last] >> 32)
			at[last] =
			    at[last] >> 32 << 32 | add_counts(at[last], at[i]);
		else
			at[++last] = at[i];
	}
	return n > 0 ? last + 1 : 0;
}

/* The list [from, stop) into the scratch, and from there to `to`. */
static void
load(const struct postings *p, struct scratch *s, uint64_t from, uint64_t stop)
{
	size_t n = stop - from;

	MEM_RESERVE(s->at, s->cap, n);
	for (size_t i = 0; i < n; i++)
		s->at[i] = (uint64_t)p->node[from + i] << 32 |
		    (p->counted ? p->count[from + i] : 1);
}

static void
store(struct postings *p, const struct scratch *s, size_t n, uint64_t to)
{
	for (size_t i = 0; i < n; i++)
		p->node[to + i] = (uint32_t)(s->at[i] >> 32);
	for (size_t i = 0; p->counted && i < n; i++)
		p->count[to + i] = (uint32_t)s->at[i];
}

/* Stores the words at `to` as a list, in order; returns its length. */
static size_t
put_list(struct postings *p, struct scratch *s, size_t n, uint64_t to)
{
	sort_words(s->at, n);
	n = join_equal(s->at, n);
	store(p, s, n, to);
	return n;
}

static void
shrink(struct postings *p, uint64_t n)
{
	p->node = xreallocarray(p->node, n, sizeof *p->node);
	if (p->counted)
		p->count = xreallocarray(p->count, n, sizeof *p->count);
}

/*
 * Sorts every list and closes the gaps.  On entry start[u] is where list u
 * ends, which is where the next begins; on return it is where it starts.
 */
static void
tidy(struct postings *p)
{
	struct scratch s = { 0 };
	uint64_t from = 0, to = 0;

	for (uint32_t u = 0; u < p->users; u++) {
		uint64_t stop = p->start[u];
		size_t n = stop - from;

		load(p, &s, from, stop);
		n = put_list(p, &s, n, to);
		p->start[u] = to;
		from = stop;
		to += n;
	}
	p->start[p->users] = to;
	free(s.at);
	shrink(p, to);
}

/* Where each list will begin, with room for the old list and the log. */
static uint64_t *
lay_out(const struct postings *p, uint32_t users)
{
	uint64_t *start = xcalloc((size_t)users + 1, sizeof *start);
	uint64_t sum = 0;

	for (uint32_t u = 0; u < p->users; u++)
		start[u] = p->start[u + 1] - p->start[u];
	for (size_t i = 0; i < p->log_n; i++)
		start[p->log[i].user]++;
	for (uint32_t u = 0; u <= users; u++) {
		uint64_t n = start[u];

		start[u] = sum;
		sum += n;
	}
	return start;
}

/* Copies the old lists to their new places; start[u] moves to their end. */
static void
move_lists(const struct postings *p, struct postings *next)
{
	for (uint32_t u = 0; u < p->users; u++) {
		uint64_t from = p->start[u], n = p->start[u + 1] - from;

		memcpy(next->node + next->start[u], p->node + from,
		    n * sizeof *p->node);
		if (p->counted)
			memcpy(next->count + next->start[u], p->count + from,
			    n * sizeof *p->count);
		next->start[u] += n;
	}
}

/* Adds the log after them. */
static void
scatter(const struct postings *p, struct postings *next)
{
	for (size_t i = 0; i < p->log_n; i++) {
		uint64_t at;

		if (i + 2 * AHEAD < p->log_n) {
			const struct visit *soon = p->log + i + AHEAD;

			__builtin_prefetch(next->start + soon[AHEAD].user, 1);
			__builtin_prefetch(
			    next->node + next->start[soon->user], 1);
		}
		at = next->start[p->log[i].user]++;
		next->node[at] = p->log[i].node;
		if (p->counted)
			next->count[at] = p->log_count[i];
	}
}

void
postings_fold(struct postings *p, uint32_t users)
{
	struct postings next = { .users = users, .counted = p->counted };
	uint64_t room = pairs_in(p) + p->log_n;

	next.start = lay_out(p, users);
	next.node = xreallocarray(NULL, room, sizeof *next.node);
	mem_random(next.node, room * sizeof *next.node);
	if (p->counted)
		next.count = xreallocarray(NULL, room, sizeof *next.count);
	move_lists(p, &next);
	free(p->start);
	free(p->node);
	free(p->count);
	scatter(p, &next);
	free(p->log);
	free(p->log_count);
	next.recent = p->recent;
	*p = next;
	tidy(p);
}

/* What `map` leaves of the words, in place. */
static size_t
map_words(uint64_t *at, size_t n, uint32_t user, postings_map *map, void *ctx)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t node = (uint32_t)(at[i] >> 32);
		uint32_t count = (uint32_t)at[i];

		if (map(ctx, user, &node, count))
			at[kept++] = (uint64_t)node << 32 | count;
	}
	return kept;
}

void
postings_apply(struct postings *p, postings_map *map, void *ctx)
{
	struct scratch s = { 0 };
	uint64_t from = 0, to = 0;

	for (uint32_t u = 0; u < p->users; u++) {
		uint64_t stop = p->start[u + 1];
		size_t n = stop - from;

		load(p, &s, from, stop);
		n = map_words(s.at, n, u, map, ctx);
		n = put_list(p, &s, n, to);
		p->start[u] = to;
		from = stop;
		to += n;
	}
	if (p->users > 0)
		p->start[p->users] = to;
	free(s.at);
}

void
postings_free(struct postings *p)
{
	free(p->start);
	free(p->node);
	free(p->count);
	free(p->log);
	free(p->log_count);
	free(p->recent);
	*p = (struct postings){ 0 };
}
