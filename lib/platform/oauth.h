/*
 * oauth.h - logging in at a service by OAuth 2 (RFC 6749), the authorization
 * code flow: what to ask for, and what the answers mean.  No sockets.
 *
 * The user opens an address of the service's, says yes, and is sent on to ours
 * with a code; the code is exchanged for two tokens.  The access token opens
 * the API for a while; the refresh token gets the next one.  PKCE (RFC 7636)
 * binds the code to who asked, where the service has it.
 *
 * Chzzk departs from the RFC: JSON bodies with names in camel case, answers in
 * its usual envelope, `expiresIn` a number or a text, no PKCE, scopes fixed in
 * its developer centre; and a refresh token that is good for one use only,
 * after which only the pair that came for it counts.
 */
#ifndef CHZ_PLATFORM_OAUTH_H
#define CHZ_PLATFORM_OAUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "core/mem.h"
#include "core/str.h"

enum oauth_kind { OAUTH_CHZZK, OAUTH_GOOGLE };

/* A service, and us as its client. */
struct oauth {
	enum oauth_kind kind;
	const char *login_url; /* where the user says yes, without a query */
	const char *token_url, *revoke_url;
	const char *scope; /* NULL: not asked for */
	const char *client_id, *client_secret;
};

/* One login. */
struct oauth_login {
	struct str redirect; /* our address */
	struct str state;    /* that must come back with the code */
	struct str verifier; /* PKCE's secret: 43 to 128 letters and digits */
};

/* Appends the address that the user opens. */
void oauth_put_login(
    struct buf *, const struct oauth *, const struct oauth_login *);

/* Append the bodies of the POSTs to token_url and revoke_url; their type. */
void oauth_put_code(struct buf *, const struct oauth *,
    const struct oauth_login *, struct str code);
void oauth_put_refresh(
    struct buf *, const struct oauth *, struct str refresh_token);
void oauth_put_revoke(
    struct buf *, const struct oauth *, struct str refresh_token);
const char *oauth_type(const struct oauth *);

/* What a token request brings. */
struct oauth_grant {
	struct str access_token;
	struct str refresh_token; /* absent: the one that there was stays */
	struct str scope;
	int64_t expires_s; /* of the access token; 0 is unknown */
};

enum oauth_result {
	OAUTH_OK,
	OAUTH_LOGIN,   /* code or refresh token are no longer good: log in */
	OAUTH_CLIENT,  /* the service does not know this client id or secret */
	OAUTH_REFUSED, /* another error of ours */
	OAUTH_BROKEN   /* no answer of that service's: try again */
};

/* Reads an answer; texts are lent by it and the arena.  *why, for people, is
 * what the service says. */
enum oauth_result oauth_read(const struct oauth *, long status, struct str body,
    struct oauth_grant *, struct arena *, struct str *why);

#endif
