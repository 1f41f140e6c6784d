/*
 * replays.h - which channel a replay is of and when it opened, from
 * chzzk-timeline's channel_with_replays_N.json.
 *
 * The file is an array of channels: { "name", "channelId", "replays":
 * [{ "videoNo", "start": Korean time, ... }] }.  A start that is no time ("시작
 * 시간 정보 없음") is unknown.
 */
#ifndef CHZ_PLATFORM_REPLAYS_H
#define CHZ_PLATFORM_REPLAYS_H

#include "core/intern.h"
#include "core/str.h"

struct replay {
	struct str channel_id, channel;
	int64_t opened_at; /* or WHEN_UNKNOWN */
};

struct replays {
	struct intern videos; /* video numbers */
	struct replay *at;    /* by the video's number in `videos` */
	size_t cap;
	struct arena texts;
};

/* Adds a whole file's replays; NULL, or why it could not. */
const char *replays_add(struct replays *, struct str json);
/* The replay of that number, or NULL. */
const struct replay *replays_find(const struct replays *, struct str video);
void replays_free(struct replays *);

#endif
