/*
 * log.h - what was said in rooms: kept, read again, and followed.
 *
 * A room's entries have ids "MS-N" that grow.  There are two kinds of history.
 * log_redis keeps a room in a stream (`participant`, `body`), where other
 * processes write too: what is followed comes from there, whoever wrote it.
 * log_journal keeps a room in a file of a directory that is this process's
 * alone.  In both an entry that was added comes back to the follower, in order,
 * after it was kept; whether that is before or after `done` is open.
 *
 * Answers may come at once, from within the call.
 */
#ifndef CHZ_ROOM_LOG_H
#define CHZ_ROOM_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"
#include "net/loop.h"
#include "redis/place.h"

struct log;

struct log_entry {
	struct str id, participant, body; /* lent for the call */
};

struct log_settings {
	int64_t max_n; /* entries kept of a room, about; 0 is all */
	/* One more of a room that is followed. */
	void (*entry)(void *ctx, struct str sid, const struct log_entry *);
	/* What log_pass was given, here or elsewhere. */
	void (*passed)(void *ctx, struct str sid, struct str text);
	/* It can be asked, for the first time. */
	void (*ready)(void *ctx);
	/* It is of no use to go on; the exit status, after a message. */
	void (*over)(void *ctx, int status);
	void *ctx;
};

struct log_place {
	const char *servers;
	struct redis_login login; /* as link.h has them */
	const char *key;          /* of a room, "chat:session:%s" */
	const char *other; /* a form that rooms may be under already; or NULL */
};

struct log *log_redis(struct loop *, const struct log_settings *,
    const struct log_place *, const char **bad);
/* Ready at once.  Makes the directory if need be; NULL, after reporting it,
 * when it cannot be had. */
struct log *log_journal(const struct log_settings *, const char *dir);
void log_free(struct log *); /* accepts NULL */

/* NULL: it was not kept, or nobody knows; `why` is for the client. */
typedef void log_added(void *ctx, struct str id, const char *why);
void log_add(struct log *, struct str sid, struct str participant,
    struct str body, log_added *done, void *ctx);

/* Which entries: those behind `after` or before `before`, which may be absent;
 * the newest `n` of them, or with `oldest` the oldest. */
struct log_range {
	struct str after, before;
	bool oldest;
	size_t n;
};
/* The entries, oldest first; NULL when they cannot be had. */
typedef void log_found(
    void *ctx, const struct log_entry *at, size_t n, const char *why);
void log_read(struct log *, struct str sid, const struct log_range *,
    log_found *done, void *ctx);

/* Calls `entry` for what comes behind the id; "" is all. */
void log_follow(struct log *, struct str sid, struct str after);
void log_unfollow(struct log *, struct str sid);

/* To all who follow anything, here and elsewhere, without being kept. */
void log_pass(struct log *, struct str sid, struct str text);

/* Whether a text is an entry's id; its parts for comparing. */
bool log_id(struct str, uint64_t *ms, uint64_t *n);

#endif
