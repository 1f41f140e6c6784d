/*
 * place.h - where a Redis server is: redis://HOST[:PORT][/DATABASE], the
 * same with rediss:// for TLS, or unix:PATH; and who logs in there.
 */
#ifndef CHZ_REDIS_PLACE_H
#define CHZ_REDIS_PLACE_H

#include <stdbool.h>

#include "core/str.h"
#include "net/wire.h"
#include "redis/resp.h"

struct redis_place {
	char *host; /* malloc'ed; a path, when port is 0 */
	int port, database;
	bool tls;
};

#define REDIS_PLACE_FORM                                                       \
	"redis://HOST[:PORT][/DATABASE], rediss://... or unix:PATH"

/* False when the text makes no sense. */
bool redis_place_read(struct str, struct redis_place *);
/* Such a text, for a message: without the password that may be before an @. */
const char *redis_place_shown(const char *);
/*
 * Where an error sends the asker: "MOVED 3999 127.0.0.1:6381", or "ASK ...".
 * False when it does not.
 */
bool redis_place_moved(const struct resp *, struct redis_place *);

/* Whether only a part of the key, in braces, decides on its node. */
bool redis_has_tag(struct str key);

/* What an error begins with. */
bool redis_begins(const struct resp *, const char *code);
bool redis_begins_with_one(const struct resp *, const char *const *codes);
/* The codes of refusals for now, and of logins that are missing or wrong; each
 * ends with NULL. */
extern const char *const redis_later[], *const redis_denied[];

/* Each may be NULL. */
struct redis_login {
	const char *user, *password;
	const char *authorities, *certificate, *key; /* files, as in wire.h */
};

/* What the settings say; ends the tool when others can read a secret. */
struct redis_login redis_login(void);
/* A copy of our own, and its end. */
struct redis_login redis_login_copy(const struct redis_login *);
void redis_login_free(struct redis_login *);

/* Begins to connect. */
struct wire *redis_place_open(
    const struct redis_place *, const struct redis_login *);

#endif
