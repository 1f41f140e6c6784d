#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "rivals.h"

enum { STATES = 8 };
static const double scaling = 2, steepness = 1;

struct automaton {
	double *at; /* moments of the messages, in seconds */
	long *sec;  /* their seconds */
	size_t n;
	double rate[STATES], up;
	double cost[STATES];
	unsigned char (*from)[STATES];
	unsigned char *state; /* of each gap */
};

/* The messages of a second at equal distances; unseen ones cut time out. */
static void
spread_messages(struct automaton *k, const struct chat *c)
{
	double time = 0;
	size_t all = 0;

	for (long i = 0; i < c->n; i++)
		all += c->at[i].chats;
	k->at = xcalloc(all + 1, sizeof *k->at);
	k->sec = xcalloc(all + 1, sizeof *k->sec);
	for (long i = 0; i < c->n; i++) {
		uint32_t n = c->at[i].unseen ? 0 : c->at[i].chats;

		for (uint32_t m = 0; m < n; m++) {
			k->at[k->n] = time + (m + 0.5) / n;
			k->sec[k->n++] = i;
		}
		time += !c->at[i].unseen;
	}
}

static void
step(struct automaton *k, size_t gap)
{
	double x = k->at[gap + 1] - k->at[gap], best[STATES];

	for (int to = 0; to < STATES; to++) {
		best[to] = INFINITY;
		for (int from = 0; from < STATES; from++) {
			double cost = k->cost[from] +
			    (to > from ? (to - from) * k->up : 0);

			if (cost >= best[to])
				continue;
			best[to] = cost;
			k->from[gap][to] = (unsigned char)from;
		}
		best[to] += k->rate[to] * x - log(k->rate[to]);
	}
	memcpy(k->cost, best, sizeof best);
}

static void
walk_back(struct automaton *k)
{
	int state = 0;

	for (int i = 1; i < STATES; i++)
		if (k->cost[i] < k->cost[state])
			state = i;
	for (size_t gap = k->n - 1; gap-- > 0;) {
		k->state[gap] = (unsigned char)state;
		state = k->from[gap][state];
	}
}

static void
solve(struct automaton *k)
{
	double mean = (double)k->n / (k->at[k->n - 1] - k->at[0] + 1);

	k->from = xcalloc(k->n, sizeof *k->from);
	k->state = xcalloc(k->n, 1);
	k->up = steepness * log((double)k->n);
	for (int i = 0; i < STATES; i++) {
		k->rate[i] = mean * pow(scaling, i);
		k->cost[i] = i > 0 ? INFINITY : 0;
	}
	for (size_t gap = 0; gap + 1 < k->n; gap++)
		step(k, gap);
	walk_back(k);
}

void
rival_kleinberg(const struct chat *c, size_t how_many, struct answers *out)
{
	struct automaton k = { 0 };
	bool in = false;

	(void)how_many;
	spread_messages(&k, c);
	if (k.n >= 2)
		solve(&k);
	for (size_t gap = 0; k.n >= 2 && gap + 1 < k.n; gap++) {
		if (k.state[gap] > 0 && !in)
			answers_add(out,
			    (struct answer){
				.start = k.sec[gap], .opened = -1 });
		in = k.state[gap] > 0;
		if (in)
			out->at[out->n - 1].end = k.sec[gap + 1] + 1;
	}
	free(k.at);
	free(k.sec);
	free(k.from);
	free(k.state);
}
