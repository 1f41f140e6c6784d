/*
 * link.h - a connection to Redis on the event loop, that comes back.
 *
 *	struct redis_link *l = redis_link_open(loop, &settings, &bad);
 *	...
 *	if (!redis_link_ask(l, words, 2, on_answer, ctx))
 *		... it is down: `up` says when it is there again
 *
 * The commands of one round of the loop go out together, and are answered in
 * order.  When the connection is
 * lost, or Redis is loading or has moved, each command that was not answered
 * gets NULL: whether the server has done it, nobody knows.  Only at the
 * beginning is a server that is not there the end.
 */
#ifndef CHZ_REDIS_LINK_H
#define CHZ_REDIS_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "net/loop.h"
#include "redis/place.h"
#include "redis/resp.h"

struct redis_link;

struct redis_link_settings {
	const char *servers; /* as redis_new has them (redis.h) */
	struct redis_login login;
	const char *key;  /* one of those it is for: where that is, in a
			     cluster; or NULL */
	const char *name; /* for messages, or NULL: it says nothing */
	void (*up)(void *ctx);
	void (*down)(void *ctx);
	/* It is of no use to go on; the exit status, after a message. */
	void (*over)(void *ctx, int status);
	void *ctx;
};

/* Begins to connect.  Copies what it needs; NULL when a server's name makes no
 * sense, and *bad is it.  No callback from within. */
struct redis_link *redis_link_open(
    struct loop *, const struct redis_link_settings *, const char **bad);
/* Answers that are due get NULL; not from within one.  Accepts NULL. */
void redis_link_free(struct redis_link *);

bool redis_link_is_up(const struct redis_link *);

/* What an answer is given to: NULL when there will be none.  The reply is lent
 * for the call. */
typedef void redis_answer(void *ctx, const struct resp *);

/* Sends a command of n words; false when it is down, and `answer`, which may be
 * NULL, is not called. */
bool redis_link_ask(struct redis_link *, const struct str *words, size_t n,
    redis_answer *answer, void *ctx);

/* The server's own number of the connection, for CLIENT UNBLOCK; 0 when it is
 * down. */
int64_t redis_link_id(const struct redis_link *);

#endif
