/*
 * vod.h - the replays of a simulated platform.
 *
 * Every channel has one replay.  In a made-up world it is of a broadcast of
 * the day before, twenty minutes long; in a recorded one it is the log itself.
 * Its chat begins a little before its video does.
 */
#ifndef CHZ_SIM_VOD_H
#define CHZ_SIM_VOD_H

#include "sim/world.h"

struct vod {
	int64_t no; /* the video's number */
	const struct channel *channel;
	int64_t opened_at, length; /* ms */
	const struct event *chat;
	size_t n;
};

struct vods; /* all replays; chat is made up when first asked for */

struct vods *vods_new(struct world *);
void vods_free(struct vods *);
/* False when there is none of that number. */
bool vods_find(struct vods *, int64_t no, struct vod *);
/* The replay of a channel. */
void vods_of(struct vods *, const struct channel *, struct vod *);

/*
 * The rows of a page: those from `position` on, some 45 s of them, and the
 * first of the next page once more, as the platform does.  Returns where the
 * next page begins, -1 after the last.
 */
int64_t vod_page(const struct vod *, int64_t position, size_t *from, size_t *n);
int64_t vod_position(const struct vod *, const struct event *);

#endif
