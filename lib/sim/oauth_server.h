/*
 * oauth_server.h - a service's token server, simulated: the page where a user
 * says yes at once, codes, tokens, and what is done with them.
 *
 * Strict as the real ones: a code is good once, with the redirect and the PKCE
 * challenge that it was asked with; an unknown client is refused.  Chzzk's
 * refresh tokens are good once: a second use of one ends all that came of that
 * login.  Tokens say which they are: "chzzk-access-3" is the third.
 */
#ifndef CHZ_SIM_OAUTH_SERVER_H
#define CHZ_SIM_OAUTH_SERVER_H

#include "platform/oauth.h"
#include "sim/sim.h"

struct sim_oauth;

struct sim_oauth *sim_oauth_new(struct sim *, enum oauth_kind);
void sim_oauth_free(struct sim_oauth *); /* accepts NULL */
/* Its settings, "NAME=value" lines. */
void sim_oauth_environment(
    struct sim_oauth *, const char *host, struct buf *lines);
/* Answers requests to it; false for others. */
bool sim_oauth_request(struct sim_oauth *, struct server_call *);
/* Whether the request has an access token that is good now. */
bool sim_oauth_admits(const struct sim_oauth *, const struct server_call *);
/* Whether it has the application's id and secret, as Chzzk's calls have. */
bool sim_oauth_is_client(const struct sim_oauth *, const struct server_call *);
/* The user takes his consent back: no token is good any more. */
void sim_oauth_end_all(struct sim_oauth *);

#endif
