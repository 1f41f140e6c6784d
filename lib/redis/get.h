/*
 * get.h - takes entries off Redis Streams.
 *
 * Alone, a reader gets every entry behind a place.  In a group each entry goes
 * to one reader, stays on Redis' list until it is acknowledged, which happens
 * when `entry` has it written (get_settings.written), and when its reader was
 * silent for `claim_ms`, goes to another: at least once.
 * https://redis.io/docs, Streams.
 */
#ifndef CHZ_REDIS_GET_H
#define CHZ_REDIS_GET_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"
#include "redis/redis.h"

enum { GET_KEYS = 64 };

struct get_settings {
	char *const *keys;            /* ends with NULL; GET_KEYS at most */
	const char *from;             /* an entry's id, "0" or "$" */
	const char *group, *consumer; /* `group` NULL: alone */
	int64_t claim_ms;
	int64_t hold_ms;  /* entries stay ours so long before they are
			   * acknowledged; 0: as soon as they are written */
	bool once;        /* ends where the streams end */
	const long *left; /* no more are asked for of a stream; below 0: any */

	/* Called for each entry, then `written` once for some: false stops.
	 * `heard_at`: held entries that another reader had, or we before, when
	 * that was last heard of; WHEN_UNKNOWN of others. */
	bool (*entry)(void *ctx, struct str id, const struct resp *fields,
	    int64_t heard_at);
	bool (*written)(void *ctx);
	void *ctx;
};

/* Runs until it is stopped, or a signal came; false when something is wrong,
 * and redis_status or a message says what. */
bool get_run(struct redis *, const struct get_settings *);

#endif
