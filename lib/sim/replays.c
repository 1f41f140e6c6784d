/* Makes the replays of the simulated platform. */
#include <stdlib.h>

#include "core/mem.h"
#include "sim/replays.h"

enum { FIRST_NO = 12345678, PAGE_MS = 45 * 1000, EARLY_MS = 5 * 1000 };

static const int64_t DAY_MS = INT64_C(24) * 3600 * 1000;
static const int64_t LENGTH_MS = INT64_C(20) * 60 * 1000;

struct chat_log {
	struct event *events;
	size_t n, cap;
};

struct sim_replays {
	struct world *world;
	struct chat_log *logs; /* by channel */
};

struct sim_replays *
sim_replays_new(struct world *w)
{
	struct sim_replays *v = xcalloc(1, sizeof *v);

	v->world = w;
	v->logs = xcalloc(w->n, sizeof *v->logs);
	return v;
}

void
sim_replays_free(struct sim_replays *v)
{
	if (v == NULL)
		return;
	for (unsigned i = 0; i < v->world->n; i++)
		free(v->logs[i].events);
	free(v->logs);
	free(v);
}

/* What was said in a made-up broadcast, a message a second. */
static void
make_up(struct sim_replays *v, const struct channel *c, int64_t opened_at)
{
	enum { OTHER = 100000 }; /* another day, another talk */
	const double rate = 1;
	struct chat_log *log = &v->logs[c->index];
	struct talk talk;

	talk_begin(&talk, &v->world->cast, c->index + OTHER, rate,
	    opened_at - EARLY_MS);
	while (talk_due(&talk) < opened_at + LENGTH_MS) {
		MEM_RESERVE(log->events, log->cap, log->n + 1);
		talk_next(&talk, &log->events[log->n++]);
	}
}

static void
made_up(struct sim_replays *v, const struct channel *c, struct sim_replay *out)
{
	struct chat_log *log = &v->logs[c->index];

	out->opened_at = v->world->start / 1000 * 1000 - DAY_MS;
	out->length = LENGTH_MS;
	if (log->n == 0)
		make_up(v, c, out->opened_at);
	out->chat = log->events;
	out->n = log->n;
}

static void
recorded(const struct channel *c, struct sim_replay *out)
{
	const struct script_channel *r = &c->replay;

	out->opened_at = r->events[0].sent_at;
	if (r->events[0].t_ms != RECORD_UNKNOWN)
		out->opened_at -= r->events[0].t_ms;
	out->length = r->events[r->n - 1].sent_at - out->opened_at + 1000;
	out->chat = r->events;
	out->n = r->n;
}

void
sim_replays_of(
    struct sim_replays *v, const struct channel *c, struct sim_replay *out)
{
	*out = (struct sim_replay){ .no = FIRST_NO + c->index, .channel = c };
	if (v->world->set.log != NULL)
		recorded(c, out);
	else
		made_up(v, c, out);
}

bool
sim_replays_find(struct sim_replays *v, int64_t no, struct sim_replay *out)
{
	if (no < FIRST_NO || no >= FIRST_NO + v->world->n)
		return false;
	sim_replays_of(v, &v->world->channels[no - FIRST_NO], out);
	return true;
}

int64_t
sim_replay_position(const struct sim_replay *v, const struct event *e)
{
	return e->sent_at - v->opened_at;
}

int64_t
sim_replay_page(
    const struct sim_replay *v, int64_t position, size_t *from, size_t *n)
{
	size_t first = 0, last;

	if (position > 0)
		while (first < v->n &&
		    sim_replay_position(v, &v->chat[first]) < position)
			first++;
	last = first;
	while (last < v->n &&
	    sim_replay_position(v, &v->chat[last]) < position + PAGE_MS)
		last++;
	*from = first;
	*n = last < v->n ? last - first + 1 : last - first;
	return last < v->n ? sim_replay_position(v, &v->chat[last]) : -1;
}
