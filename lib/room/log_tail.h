/*
 * log_tail.h - what comes into rooms on Redis, whoever wrote it.
 *
 * A connection of its own waits, in XREAD, for the streams of the rooms that
 * are followed, and for what is passed on without being kept, which goes over a
 * short stream beside them.  When the rooms change, another connection wakes
 * it.
 */
#ifndef CHZ_ROOM_LOG_TAIL_H
#define CHZ_ROOM_LOG_TAIL_H

#include "redis/link.h"
#include "room/log.h"

struct log_tail;

struct log_tail_settings {
	struct redis_link_settings link; /* all but the callbacks */
	struct redis_link *ask;          /* to wake it by */
	void (*entry)(void *ctx, struct str sid, const struct log_entry *);
	void (*passed)(void *ctx, struct str sid, struct str text);
	/* It waits, for the first time. */
	void (*ready)(void *ctx);
	void (*over)(void *ctx, int status); /* as in link.h */
	void *ctx;
};

/* The key is that of what is passed on; copies it.  NULL as of
 * redis_link_open. */
struct log_tail *log_tail_open(
    struct loop *, const struct log_tail_settings *, const char **bad);
void log_tail_free(struct log_tail *); /* accepts NULL */
bool log_tail_is_ready(const struct log_tail *);

/* Follows a room's stream behind an entry; "" is all of it. */
void log_tail_room(
    struct log_tail *, struct str sid, struct str key, struct str after);
void log_tail_leave(struct log_tail *, struct str sid);

/* An entry of a stream as one of a room; false for one that has nothing of
 * that. */
bool log_tail_read(const struct resp *, struct log_entry *);

#endif
