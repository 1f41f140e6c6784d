/*
 * access.h - an access token that is good, for whoever needs one.
 *
 *	struct access *a = access_new(&(struct access_settings){ .loop = loop,
 *	    .http = http, .oauth = &service.oauth, .path = path });
 *
 *	access_get(a, NULL, on_token, ctx);
 *
 * Tokens are read from their file each time.  One that will not last is
 * replaced first: under the file's lock, so that of many processes one asks and
 * the others find its answer; the new pair is on disk before it is used.
 */
#ifndef CHZ_AUTH_ACCESS_H
#define CHZ_AUTH_ACCESS_H

#include "auth/account.h"
#include "net/http.h"
#include "platform/oauth.h"

struct access;

struct access_settings {
	struct loop *loop;
	struct http *http;
	const struct oauth *oauth;
	const char *path; /* of the tokens */
};

struct access_answer {
	const struct account *tokens; /* lent for the call; NULL without */
	int status;                   /* then: EXIT_DENIED, EXIT_AWAY, ... */
	const char *why;
};

struct access *access_new(const struct access_settings *);
/*
 * Calls `done` once, from this call or from the loop.  `refused` is an access
 * token that the service has refused, and another is wanted; or NULL.  One
 * question at a time.
 */
void access_get(struct access *, const char *refused,
    void (*done)(void *ctx, const struct access_answer *), void *ctx);
/* Whether new tokens are under way: what ends now may lose them. */
bool access_is_busy(const struct access *);
void access_free(struct access *); /* accepts NULL */

#endif
