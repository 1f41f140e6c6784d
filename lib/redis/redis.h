/*
 * redis.h - a connection to Redis that comes back.
 *
 *	const struct str ping[] = { STR("PING") };
 *
 *	while (redis_up(r)) {
 *		redis_send(r, ping, 1);
 *		if ((reply = redis_reply(r, 1000)) != NULL)
 *			break;
 *	}
 *
 * Commands are gathered and answered in order (a pipeline).  When the
 * connection is lost, what was not answered is lost with it: whether the server
 * has done it, nobody knows, and the caller sends it again.  redis_up then
 * tries until it is there again, and says so; only at the beginning is a server
 * that is not there the end.
 *
 * In a cluster it moves to the node that MOVED or ASK names.  Blocks; a signal
 * (sig.h) ends the wait for a server that is away, not that for an answer.  The
 * protocol: resp.h.
 */
#ifndef CHZ_REDIS_REDIS_H
#define CHZ_REDIS_REDIS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "redis/place.h"
#include "redis/resp.h"

struct redis;

/*
 * Servers of one service, separated by commas, to be tried in turn (place.h).
 * Copies both.  Does not connect, but ignores SIGPIPE from now on; NULL when a
 * server's name makes no sense, and *bad is it.
 */
struct redis *redis_new(
    const char *servers, const struct redis_login *, const char **bad);
void redis_free(struct redis *); /* accepts NULL */

/* Whether there is a connection; makes one, however long it takes.  False when
 * it is of no use to go on: redis_status says why. */
bool redis_up(struct redis *);
/* The exit status so far, when redis_up was false: EXIT_AWAY, EXIT_DENIED, or
 * EXIT_OK after a signal. */
int redis_status(const struct redis *);

/* Appends a command of n words, for the next redis_reply or redis_push to
 * send. */
void redis_send(struct redis *, const struct str *words, size_t n);
/* Sends what goes without waiting, so that the server has something to do. */
void redis_push(struct redis *);
/*
 * The next answer, lent until the next call of anything here but redis_send and
 * redis_push; NULL when the connection is lost.  After `timeout_ms` it is:
 * whose answer would come next, nobody knows.
 */
const struct resp *redis_reply(struct redis *, int timeout_ms);

/* What an answer means for who asked. */
enum redis_verdict {
	REDIS_DONE,
	REDIS_LATER,     /* refused for now: send it again.  Waits a little. */
	REDIS_ELSEWHERE, /* the same; the next redis_up goes where it belongs */
	REDIS_DENIED, /* the login is missing or wrong; redis_up is false now */
	REDIS_REFUSED /* it will not be done: its text says why */
};
enum redis_verdict redis_verdict(struct redis *, const struct resp *);

/* Waits before another try, longer each time until redis_rested; false on a
 * signal. */
bool redis_rest(struct redis *);
void redis_rested(struct redis *);

/*
 * Sends a command and waits for its answer, again until it is no refusal for
 * now; NULL when there will be none, and *why is what the server said, "" when
 * redis_status says it.  An error that begins with `but`, which may be NULL, is
 * an answer too.  *why is good until the next call.
 */
const struct resp *redis_ask(struct redis *, const struct str *words, size_t n,
    const char *but, const char **why);
/* The same for a command that was sent already: its answer comes next. */
const struct resp *redis_await(struct redis *, const struct str *words,
    size_t n, const char *but, const char **why);

#endif
