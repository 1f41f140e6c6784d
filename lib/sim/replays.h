/*
 * replays.h - the replays of a simulated platform.
 *
 * Every channel has one replay.  In a made-up world it is of a broadcast of
 * the day before, twenty minutes long; in a recorded one it is the log itself.
 * Its chat begins a little before the recording does.
 */
#ifndef CHZ_SIM_REPLAYS_H
#define CHZ_SIM_REPLAYS_H

#include "sim/world.h"

struct sim_replay {
	int64_t no; /* its video_no */
	const struct channel *channel;
	int64_t opened_at, length; /* ms */
	const struct event *chat;
	size_t n;
};

struct sim_replays; /* all replays; chat is made up when first asked for */

struct sim_replays *sim_replays_new(struct world *);
void sim_replays_free(struct sim_replays *);
/* False when there is none of that number. */
bool sim_replays_find(struct sim_replays *, int64_t no, struct sim_replay *);
/* The replay of a channel. */
void sim_replays_of(
    struct sim_replays *, const struct channel *, struct sim_replay *);

/*
 * The rows of a page: those from `position` on, some 45 s of them, and the
 * first of the next page once more, as the platform does.  Returns where the
 * next page begins, -1 after the last.
 */
int64_t sim_replay_page(
    const struct sim_replay *, int64_t position, size_t *from, size_t *n);
int64_t sim_replay_position(const struct sim_replay *, const struct event *);

#endif
