/*
 * replay_list.h - which channel a replay is of and when it opened, from
 * chzzk-timeline's channel_with_replays_N.json.
 *
 * The file is an array of channels: { "name", "channelId", "replays":
 * [{ "videoNo", "start": Korean time, ... }] }.  A start that is no time ("시작
 * 시간 정보 없음") is unknown.
 */
#ifndef CHZ_IMPORT_REPLAY_LIST_H
#define CHZ_IMPORT_REPLAY_LIST_H

#include "core/intern.h"
#include "core/str.h"

struct replay_start {
	struct str channel_id, channel;
	int64_t opened_at; /* or WHEN_UNKNOWN */
};

struct replay_list {
	struct intern numbers;   /* video_no of each */
	struct replay_start *at; /* by the number of its video_no */
	size_t cap;
	struct arena texts;
};

/* Adds a whole file's replays; NULL, or why it could not. */
const char *replay_list_add(struct replay_list *, struct str json);
/* The replay of that number, or NULL. */
const struct replay_start *replay_list_find(
    const struct replay_list *, struct str video_no);
void replay_list_free(struct replay_list *);

#endif
