/* Finds the offset of one log's clock against another's along the log. */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "series/align_private.h"

enum {
	WINDOW = 20 * 1000, /* ms, of ids and texts */
	BIN = 500,          /* ms, the same */
	STATES = 1024,      /* offsets that are considered at a time */
	NEAR = 1000,        /* ms; what is no farther belongs to an offset */
	POINT_PAIRS = 9,    /* that a point is the median of, where there are */
	POINT_MS = 30 * 1000,
	POINT_MS_MOST = 600 * 1000
};
#define FAR_MS (INT64_C(30) * 86400 * 1000)
#define RATES_MS (INT64_C(7) * 86400 * 1000)

/* ---- votes ---- */

/* Which window each event is in, and how many windows there are. */
static uint32_t *
windows_of(struct align_log log, int64_t window_ms, size_t *windows)
{
	uint32_t *of = xcalloc(log.n + 1, sizeof *of);

	*windows = 0;
	for (size_t i = 0; i < log.n; i++) {
		if (i == 0 ||
		    log.at[i].ms / window_ms != log.at[i - 1].ms / window_ms)
			++*windows;
		of[i] = (uint32_t)(*windows - 1);
	}
	return of;
}

static void
votes_of(const struct align_pairs *pairs, const uint32_t *window,
    struct align_votes *v)
{
	for (size_t i = 0; i < pairs->n; i++) {
		const struct align_pair *p = &pairs->at[i];

		if (p->offset_ms > FAR_MS || p->offset_ms < -FAR_MS)
			continue;
		MEM_RESERVE(v->at, v->cap, v->n + 1);
		v->at[v->n++] = (struct align_vote){ window[p->event],
			align_bin(p->offset_ms, v->bin_ms), p->weight };
	}
}

/* ---- offsets that are worth a look ---- */

struct state {
	int32_t bin;
	float votes; /* in all windows */
};

static int
by_bin(const void *va, const void *vb)
{
	const struct state *a = va, *b = vb;

	return a->bin < b->bin ? -1 : a->bin > b->bin;
}

static int
most_votes(const void *va, const void *vb)
{
	const struct state *a = va, *b = vb;

	if (a->votes != b->votes)
		return a->votes > b->votes ? -1 : 1;
	return by_bin(va, vb);
}

/* Puts those of one bin together; returns how many are left. */
static size_t
merge(struct state *s, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && s[kept - 1].bin == s[i].bin)
			s[kept - 1].votes += s[i].votes;
		else
			s[kept++] = s[i];
	}
	return kept;
}

/* The bins with most votes, in order. */
static struct state *
states_of(const struct align_votes *v, size_t *n)
{
	struct state *s = xcalloc(v->n + 1, sizeof *s);

	*n = v->n;
	for (size_t i = 0; i < v->n; i++)
		s[i] = (struct state){ v->at[i].bin, v->at[i].weight };
	if (*n > 0)
		qsort(s, *n, sizeof *s, by_bin);
	*n = merge(s, *n);
	if (*n > STATES) {
		qsort(s, *n, sizeof *s, most_votes);
		*n = STATES;
		qsort(s, *n, sizeof *s, by_bin);
	}
	return s;
}

static size_t
find_state(const struct state *s, size_t n, int32_t bin)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s[middle].bin < bin)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ---- the path ---- */

struct path {
	const struct align_votes *votes;
	struct state *state;
	size_t n;
	float *score, *next; /* of the best way to each state */
	uint16_t *from;      /* its state before, by window and state */
	int32_t *bin;        /* of each window: what is found */
};

/* Adds votes to their bin, and half of them to those beside it. */
static void
add_votes(struct path *p, const struct align_vote *v)
{
	size_t i = find_state(p->state, p->n, v->bin - 1);

	for (; i < p->n && p->state[i].bin <= v->bin + 1; i++)
		p->next[i] +=
		    p->state[i].bin == v->bin ? v->weight : v->weight / 2;
}

static size_t
best_of(const float *score, size_t n)
{
	size_t best = 0;

	for (size_t i = 1; i < n; i++)
		if (score[i] > score[best])
			best = i;
	return best;
}

static bool
is_beside(const struct path *p, size_t i, size_t k)
{
	return k < p->n && abs(p->state[i].bin - p->state[k].bin) == 1;
}

/* The best ways into a window: staying is free, drifting costs little. */
static void
go_on(struct path *p, uint16_t *from)
{
	size_t best = best_of(p->score, p->n);
	float jumped = p->score[best] - p->votes->jump;
	const float drift = 0.3F;

	for (size_t i = 0; i < p->n; i++) {
		size_t way = i;
		float score = p->score[i];

		if (jumped > score) {
			score = jumped;
			way = best;
		}
		for (size_t k = i - 1; k != i + 3; k += 2)
			if (is_beside(p, i, k) && p->score[k] - drift > score) {
				score = p->score[k] - drift;
				way = k;
			}
		p->next[i] = score;
		from[i] = (uint16_t)way;
	}
}

static void
find_path(struct path *p)
{
	const struct align_votes *v = p->votes;
	size_t at = 0, state;

	for (size_t w = 0; w < v->windows; w++) {
		float *swap = p->score;

		go_on(p, p->from + w * p->n);
		for (; at < v->n && v->at[at].window == w; at++)
			add_votes(p, &v->at[at]);
		p->score = p->next;
		p->next = swap;
	}
	state = best_of(p->score, p->n);
	for (size_t w = v->windows; w > 0; w--) {
		p->bin[w - 1] = p->state[state].bin;
		state = p->from[(w - 1) * p->n + state];
	}
}

static int
by_window(const void *va, const void *vb)
{
	const struct align_vote *a = va, *b = vb;

	return a->window < b->window ? -1 : a->window > b->window;
}

/* The bin of each window; NULL when there are no votes. */
static int32_t *
path_of(struct align_votes *v)
{
	struct path p = { .votes = v };

	if (v->n == 0)
		return NULL;
	qsort(v->at, v->n, sizeof *v->at, by_window);
	p.state = states_of(v, &p.n);
	p.score = xcalloc(p.n, sizeof *p.score);
	p.next = xcalloc(p.n, sizeof *p.next);
	p.from = xcalloc(v->windows * p.n, sizeof *p.from);
	p.bin = xcalloc(v->windows, sizeof *p.bin);
	find_path(&p);
	free(p.state);
	free(p.score);
	free(p.next);
	free(p.from);
	return p.bin;
}

/* ---- stretches ---- */

/* What is being put together. */
struct align_work {
	struct align_log log;
	const struct align_pairs *pairs;
	size_t *first;          /* of the pairs of each event; and the end */
	const uint32_t *window; /* of each event */
	const int32_t *bin;     /* of each window */
	int64_t bin_ms;
	struct alignment *out;
	size_t cap, points, points_cap;
};

static int64_t
offset_in(const struct align_work *k, size_t window)
{
	return k->bin[window] * k->bin_ms;
}

/* The offset of the event's pair that is nearest to one; false when none is
 * near. */
static bool
nearest(
    const struct align_work *k, size_t event, int64_t offset, int64_t *found)
{
	int64_t least = NEAR + 1;

	for (size_t i = k->first[event]; i < k->first[event + 1]; i++) {
		int64_t off = k->pairs->at[i].offset_ms - offset;

		off = off < 0 ? -off : off;
		if (off < least) {
			least = off;
			*found = k->pairs->at[i].offset_ms;
		}
	}
	return least <= NEAR;
}

static size_t *
index_pairs(const struct align_pairs *pairs, size_t events)
{
	size_t *first = xcalloc(events + 1, sizeof *first), at = 0;

	for (size_t i = 0; i <= events; i++) {
		while (at < pairs->n && pairs->at[at].event < i)
			at++;
		first[i] = at;
	}
	return first;
}

static int64_t
offset_of(const struct align_work *k, size_t event, size_t first, size_t last)
{
	size_t w = k->window[event];

	return offset_in(k, w < first ? first : w > last ? last : w);
}

/* Around a jump: the end of what is before it, and the first event behind it.
 * Those between are what the other lost. */
struct split {
	size_t end, begin;
	long cost; /* the events that contradict */
};

static void
take_cheaper(struct split *s, const struct split *way)
{
	if (way->cost < s->cost)
		*s = *way;
}

/*
 * Of the events from one to another, between which the path jumps at a window,
 * where fewest contradict: before the jump those that do not fit the path
 * before it, behind it the same, and between them those that fit any.
 */
static struct split
split_at(const struct align_work *k, size_t from, size_t to, size_t window)
{
	struct split before = { to, to, 0 }, lost = { from, to, 0 },
		     behind = { from, from, 0 };
	int64_t any;

	for (size_t i = from; i < to; i++) {
		bool fits_before =
		    nearest(k, i, offset_of(k, i, 0, window - 1), &any);
		bool fits_behind =
		    nearest(k, i, offset_of(k, i, window, SIZE_MAX), &any);
		struct split way = { i, to, before.cost };

		if (k->first[i] == k->first[i + 1])
			continue;
		take_cheaper(&lost, &way);
		way = (struct split){ lost.end, i, lost.cost };
		take_cheaper(&behind, &way);
		before.cost += !fits_before;
		lost.cost += fits_before || fits_behind;
		behind.cost += !fits_behind;
	}
	take_cheaper(&behind, &lost);
	take_cheaper(&behind, &before);
	return behind;
}

static int
by_number(const void *va, const void *vb)
{
	const int64_t *a = va, *b = vb;

	return *a < *b ? -1 : *a > *b;
}

static void
add_point(struct align_work *k, int64_t ms, int64_t *offsets, size_t n)
{
	qsort(offsets, n, sizeof *offsets, by_number);
	MEM_RESERVE(k->out->points, k->points_cap, k->points + 1);
	k->out->points[k->points++] = (struct align_point){ ms,
		n % 2 == 1 ? offsets[n / 2]
			   : (offsets[n / 2 - 1] + offsets[n / 2]) / 2 };
}

/* The matches of a stretch, and the points that they make. */
struct align_gather {
	int64_t *offsets;
	size_t n;
	int64_t from_ms, last_ms;
};

static void
end_point(struct align_work *k, struct align_gather *g)
{
	if (g->n > 0)
		add_point(k, g->from_ms + (g->last_ms - g->from_ms) / 2,
		    g->offsets, g->n);
	g->n = 0;
}

static void
add_match(
    struct align_work *k, struct align_gather *g, int64_t ms, int64_t offset)
{
	int64_t span = g->n > 0 ? ms - g->from_ms : 0;

	if ((g->n >= POINT_PAIRS && span >= POINT_MS) || span >= POINT_MS_MOST)
		end_point(k, g);
	if (g->n == 0)
		g->from_ms = ms;
	g->last_ms = ms;
	g->offsets[g->n++] = offset;
}

/* Adds the stretch of the events from one to another, whose path is that of
 * some windows. */
static void
add_stretch(struct align_work *k, size_t from, size_t to, size_t first_window,
    size_t last_window)
{
	struct align_stretch s = { .from_ms = from == 0 ? INT64_MIN
							: k->log.at[from].ms,
		.cap_ms = INT64_MAX,
		.n = k->points };
	struct align_gather g = { .offsets = xcalloc(
				      to - from + 1, sizeof *g.offsets) };

	for (size_t i = from; i < to; i++) {
		int64_t offset;

		if (!nearest(k, i, offset_of(k, i, first_window, last_window),
			&offset))
			continue;
		if (s.matched++ == 0)
			s.first_ms = k->log.at[i].ms;
		s.last_ms = k->log.at[i].ms;
		add_match(k, &g, k->log.at[i].ms, offset);
	}
	end_point(k, &g);
	free(g.offsets);
	s.n = k->points - s.n;
	if (s.n == 0)
		return;
	MEM_RESERVE(k->out->stretch, k->cap, k->out->n + 1);
	k->out->stretch[k->out->n++] = s;
	k->out->matched += s.matched;
}

/* The first event of a window, or the end. */
static size_t
first_event(const struct align_work *k, size_t window)
{
	size_t low = 0, high = k->log.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (k->window[middle] < window)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
jumps(const struct align_work *k, size_t window)
{
	return labs((long)offset_in(k, window) -
		   (long)offset_in(k, window - 1)) > NEAR;
}

/* The window behind this one that the path jumps at, or the end. */
static size_t
next_jump(const struct align_work *k, size_t window, size_t windows)
{
	do
		window++;
	while (window < windows && !jumps(k, window));
	return window;
}

static void
find_stretches(struct align_work *k, size_t windows)
{
	size_t from = 0, first = 0, jump = next_jump(k, 0, windows);

	while (jump < windows) {
		size_t next = next_jump(k, jump, windows);
		struct split split =
		    split_at(k, from, first_event(k, next), jump);

		add_stretch(k, from, split.end, first, jump - 1);
		from = split.begin;
		first = jump;
		jump = next;
	}
	add_stretch(k, from, k->log.n, first, windows - 1);
}

/* ---- where one ends and the next begins ---- */

/* The middle of the longest silence between two moments of the log. */
static int64_t
silence(struct align_log log, int64_t from, int64_t to)
{
	int64_t longest = -1, middle = to;

	for (size_t i = 1; i < log.n && log.at[i].ms <= to; i++) {
		int64_t gap = log.at[i].ms - log.at[i - 1].ms;

		if (log.at[i - 1].ms >= from && gap > longest) {
			longest = gap;
			middle = log.at[i - 1].ms + gap / 2 + 1;
		}
	}
	return middle;
}

/* Between the last match of one and the first of the next, the other has lost
 * what it jumps over, or else the log has. */
static void
join(struct align_log log, struct align_stretch *a, struct align_stretch *b)
{
	int64_t before = a->at[a->n - 1].offset_ms, after = b->at[0].offset_ms;

	if (after < before) {
		b->from_ms = b->first_ms;
		a->cap_ms = b->first_ms + after;
	} else {
		b->from_ms = silence(log, a->last_ms, b->first_ms);
	}
}

static void
finish(struct align_work *k)
{
	struct alignment *out = k->out;
	size_t at = 0;

	for (size_t i = 0; i < out->n; i++) {
		out->stretch[i].at = out->points + at;
		at += out->stretch[i].n;
	}
	for (size_t i = 1; i < out->n; i++)
		join(k->log, &out->stretch[i - 1], &out->stretch[i]);
	if (out->n > 0)
		out->stretch[0].from_ms = INT64_MIN;
}

static void
assemble(struct align_log log, const struct align_pairs *pairs,
    const uint32_t *window, const struct align_votes *v, const int32_t *bin,
    struct alignment *out)
{
	struct align_work k = { .log = log,
		.pairs = pairs,
		.first = index_pairs(pairs, log.n),
		.window = window,
		.bin = bin,
		.bin_ms = v->bin_ms,
		.out = out };

	find_stretches(&k, v->windows);
	finish(&k);
	free(k.first);
}

/* ---- whether the two belong together ---- */

/* What of the messages that can mean one other only, if there are some, or else
 * of all that have a pair, fits. */
static bool
fits(const struct alignment *a, const struct align_pairs *pairs, size_t least)
{
	size_t sure = 0, good = 0, events = 0;

	if (a->matched < least)
		return false;
	for (size_t i = 0; i < pairs->n; i++) {
		const struct align_pair *p = &pairs->at[i];
		int64_t off = align_at(a, p->ms) - p->ms - p->offset_ms;

		events += i == 0 || p->event != pairs->at[i - 1].event;
		sure += p->sure;
		good += p->sure && off <= NEAR && off >= -NEAR;
	}
	return sure >= 10 ? good * 2 >= sure : a->matched * 3 >= events;
}

static bool
by_keys(struct align_log log, struct align_log other, enum align_by by,
    struct alignment *out)
{
	struct align_votes v = { .window_ms = WINDOW,
		.bin_ms = BIN,
		.jump = by == ALIGN_IDS ? 3 : 6 };
	struct align_pairs pairs = { 0 };
	uint32_t *window = windows_of(log, WINDOW, &v.windows);
	int32_t *bin;

	align_match(log, other, by, &pairs);
	votes_of(&pairs, window, &v);
	bin = path_of(&v);
	if (bin != NULL)
		assemble(log, &pairs, window, &v, bin, out);
	out->by = by;
	if (bin == NULL || !fits(out, &pairs, by == ALIGN_IDS ? 3 : 5))
		align_free(out);
	free(bin);
	free(window);
	free(v.at);
	free(pairs.at);
	return out->by != 0;
}

/* ---- by rates ---- */

/* The other's first message at or after a moment. */
static size_t
first_from(struct align_log log, int64_t ms)
{
	size_t low = 0, high = log.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (log.at[middle].ms < ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Pairs an event with the other's nearest one at an offset. */
static void
pair_near(struct align_log other, const struct align_event *e, uint32_t number,
    int64_t offset, struct align_pairs *pairs)
{
	size_t i = first_from(other, e->ms + offset);
	int64_t best = INT64_MAX;

	for (size_t k = i > 0 ? i - 1 : 0; k < i + 1 && k < other.n; k++) {
		int64_t off = other.at[k].ms - e->ms;

		if (best == INT64_MAX ||
		    llabs(off - offset) < llabs(best - offset))
			best = off;
	}
	if (best == INT64_MAX || llabs(best - offset) > NEAR / 2)
		return;
	MEM_RESERVE(pairs->at, pairs->cap, pairs->n + 1);
	pairs->at[pairs->n++] =
	    (struct align_pair){ e->ms, best, number, 1, false };
}

static void
pair_by_path(struct align_log log, struct align_log other,
    const uint32_t *window, const struct align_votes *v, const int32_t *bin,
    struct align_pairs *pairs)
{
	for (size_t i = 0; i < log.n; i++) {
		int64_t last = INT64_MAX;

		for (size_t w = window[i] > 0 ? window[i] - 1 : 0;
		     w < v->windows && w <= window[i] + 1; w++) {
			int64_t offset = bin[w] * v->bin_ms;

			if (last == INT64_MAX || llabs(offset - last) > NEAR)
				pair_near(other, &log.at[i], (uint32_t)i,
				    offset, pairs);
			last = offset;
		}
	}
}

/* Whether the path goes through votes in most windows that could have some. */
static bool
is_supported(struct align_log log, struct align_log other,
    const uint32_t *window, const struct align_votes *v, const int32_t *bin)
{
	size_t good = 0, all = 0, at = 0;
	uint32_t counted = UINT32_MAX;

	for (size_t i = 0; i < log.n; i++) {
		uint32_t w = window[i];
		int64_t there = log.at[i].ms + bin[w] * v->bin_ms;

		if (w != counted && i + 5 <= log.n && window[i + 4] == w &&
		    there >= other.at[0].ms &&
		    there <= other.at[other.n - 1].ms)
			all++;
		counted = w;
	}
	for (size_t w = 0; w < v->windows; w++) {
		bool found = false;

		for (; at < v->n && v->at[at].window == w; at++)
			found |= abs(v->at[at].bin - bin[w]) <= 1;
		good += found;
	}
	return good >= 3 && good * 2 >= all;
}

static bool
by_rates(struct align_log log, struct align_log other, int64_t within_ms,
    struct alignment *out)
{
	struct align_votes v = { .jump = 6 };
	struct align_pairs pairs = { 0 };
	uint32_t *window;
	int32_t *bin;
	size_t windows;

	if (log.at[log.n - 1].ms > RATES_MS ||
	    other.at[other.n - 1].ms > RATES_MS)
		return false;
	align_correlate(log, other, within_ms, &v);
	window = windows_of(log, v.window_ms, &windows);
	bin = path_of(&v);
	if (bin != NULL && is_supported(log, other, window, &v, bin)) {
		pair_by_path(log, other, window, &v, bin, &pairs);
		assemble(log, &pairs, window, &v, bin, out);
		out->by = out->n > 0 ? ALIGN_RATES : 0;
	}
	free(bin);
	free(window);
	free(v.at);
	free(pairs.at);
	return out->by != 0;
}

/* ---- the whole ---- */

/* A log's events; where it has whole seconds only, in the middle of them. */
static struct align_event *
centred(struct align_log log)
{
	struct align_event *copy = xcalloc(log.n, sizeof *copy);
	bool whole = log.n >= 10;

	for (size_t i = 0; i < log.n; i++)
		whole &= log.at[i].ms % 1000 == 0;
	for (size_t i = 0; i < log.n; i++) {
		copy[i] = log.at[i];
		copy[i].ms += whole ? 500 : 0;
	}
	return copy;
}

bool
align_find(struct align_log log, struct align_log other, int64_t within_ms,
    struct alignment *out)
{
	struct align_event *copy;
	bool found;

	*out = (struct alignment){ 0 };
	if (log.n == 0 || other.n == 0)
		return false;
	other.at = copy = centred(other);
	found = by_keys(log, other, ALIGN_IDS, out) ||
	    by_keys(log, other, ALIGN_TEXTS, out) ||
	    by_rates(log, other, within_ms, out);
	free(copy);
	return found;
}

static int64_t
offset_at(const struct align_stretch *s, int64_t ms)
{
	const struct align_point *p = s->at;
	size_t i = 1;

	while (i < s->n && p[i].ms < ms)
		i++;
	if (s->n == 1 || ms <= p[0].ms)
		return p[0].offset_ms;
	if (i == s->n)
		return p[s->n - 1].offset_ms;
	return p[i - 1].offset_ms +
	    (int64_t)llround((double)(p[i].offset_ms - p[i - 1].offset_ms) *
		(double)(ms - p[i - 1].ms) / (double)(p[i].ms - p[i - 1].ms));
}

int64_t
align_at(const struct alignment *a, int64_t ms)
{
	size_t i = a->n - 1;
	int64_t at;

	while (i > 0 && ms < a->stretch[i].from_ms)
		i--;
	at = ms + offset_at(&a->stretch[i], ms);
	return at < a->stretch[i].cap_ms ? at : a->stretch[i].cap_ms;
}

void
align_free(struct alignment *a)
{
	free(a->stretch);
	free(a->points);
	*a = (struct alignment){ 0 };
}
