/* Ranks the windows of a series. */
#include <stdlib.h>

#include "core/mem.h"
#include "series/ranking.h"

struct candidate {
	double key;
	uint32_t start; /* row */
};

/* Counts summed from the first row on, of those that were seen. */
struct running_sums {
	uint64_t *chats;
	uint32_t *seen;
	size_t n; /* rows */
};

static struct running_sums
sum_up(const struct history *h)
{
	struct running_sums s = { .n = h->n };

	s.chats = xcalloc(h->n + 1, sizeof *s.chats);
	s.seen = xcalloc(h->n + 1, sizeof *s.seen);
	for (size_t i = 0; i < h->n; i++) {
		bool seen = !h->rows[i].unseen;

		s.chats[i + 1] = s.chats[i] + (seen ? h->rows[i].chats : 0);
		s.seen[i + 1] = s.seen[i] + seen;
	}
	return s;
}

/* Mean of the rows seen; 0 when there are none, as *seen shows. */
static double
mean(const struct running_sums *s, size_t from, size_t to, uint32_t *seen)
{
	*seen = s->seen[to] - s->seen[from];
	if (*seen == 0)
		return 0;
	return (double)(s->chats[to] - s->chats[from]) / *seen;
}

static double
surge(const struct running_sums *s, size_t from, size_t to,
    const struct ranking_rule *rule)
{
	size_t before = (size_t)rule->before;
	size_t start = from > before ? from - before : 0;
	uint32_t seen, seen_before;
	double now = mean(s, from, to, &seen);
	double then = mean(s, start, from, &seen_before);

	return seen > 0 && seen_before > 0 ? now / (then + rule->little) : 1;
}

/* Whether there is enough to compare a window with. */
static bool
has_past(const struct running_sums *s, size_t from, int64_t before)
{
	size_t start = from - (size_t)before;

	return from >= (size_t)before &&
	    2 * (int64_t)(s->seen[from] - s->seen[start]) >= before;
}

static int
best_first(const void *a, const void *b)
{
	const struct candidate *l = a, *r = b;

	if (l->key != r->key)
		return l->key > r->key ? -1 : 1;
	return l->start < r->start ? -1 : l->start > r->start;
}

/* All windows that hold a message, best first. */
static struct candidate *
candidates(const struct running_sums *s, struct ranking_rule rule, size_t *n)
{
	size_t window = (size_t)rule.window;
	size_t starts = s->n > window ? s->n - window + 1 : s->n > 0;
	struct candidate *c = xcalloc(starts + 1, sizeof *c);

	*n = 0;
	for (size_t i = 0; i < starts; i++) {
		size_t end = i + window < s->n ? i + window : s->n;
		uint64_t chats = s->chats[end] - s->chats[i];

		if (chats == 0 || s->seen[i + 1] == s->seen[i] ||
		    (rule.by_surge && !has_past(s, i, rule.before)))
			continue;
		c[(*n)++] =
		    (struct candidate){ rule.by_surge ? surge(s, i, end, &rule)
						      : (double)chats,
			    (uint32_t)i };
	}
	qsort(c, *n, sizeof *c, best_first);
	return c;
}

static int64_t
apart(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

static bool
keeps_distance(
    const struct window *taken, size_t n, struct ranking_rule rule, int64_t at)
{
	for (size_t i = 0; i < n; i++) {
		int64_t start = taken[i].start, end = start + rule.window;

		if (apart(at, start) < rule.gap || apart(at, end) < rule.gap ||
		    (at < end && start < at + rule.window))
			return false;
	}
	return true;
}

size_t
ranking_find(
    const struct history *h, struct ranking_rule rule, struct window *out)
{
	struct running_sums s = sum_up(h);
	size_t n_candidates, n = 0;
	struct candidate *c = candidates(&s, rule, &n_candidates);

	for (size_t i = 0; i < n_candidates && n < rule.top; i++) {
		int64_t at = h->first + c[i].start;
		size_t end = c[i].start + (size_t)rule.window;

		if (!keeps_distance(out, n, rule, at))
			continue;
		out[n++] = (struct window){ at,
			surge(&s, c[i].start, end < s.n ? end : s.n, &rule) };
	}
	free(c);
	free(s.chats);
	free(s.seen);
	return n;
}

double
ranking_surge(const struct history *h, int64_t from, int64_t to, int64_t before,
    double little)
{
	struct stretch now = history_sum(h, from, to);
	struct stretch then = history_sum(h, from - before, from);

	if (now.seen == 0 || then.seen == 0)
		return 1;
	return (double)now.chats / (double)now.seen /
	    ((double)then.chats / (double)then.seen + little);
}
