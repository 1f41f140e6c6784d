/*
 * place.h - where a Redis server is: redis://HOST[:PORT][/DATABASE] or
 * unix:PATH.
 */
#ifndef CHZ_REDIS_PLACE_H
#define CHZ_REDIS_PLACE_H

#include <hiredis/hiredis.h>
#include <stdbool.h>

#include "core/str.h"

struct redis_place {
	char *host; /* malloc'ed; a path, when port is 0 */
	int port, database;
};

/* False when the text makes no sense. */
bool redis_place_read(struct str, struct redis_place *);
/*
 * Where an error sends the asker: "MOVED 3999 127.0.0.1:6381", or "ASK ...".
 * False when it does not.
 */
bool redis_place_moved(const redisReply *, struct redis_place *);

/* What an error begins with. */
bool redis_begins(const redisReply *, const char *code);
bool redis_begins_with_one(const redisReply *, const char *const *codes);
/* The codes of refusals for now, and of logins that are missing or wrong; each
 * ends with NULL. */
extern const char *const redis_later[], *const redis_denied[];

#endif
