/*
 * grant.h - asks a service's token server: for a pair of tokens by a code or by
 * a refresh token, or to forget one.  One request at a time, each once: what
 * may be used once only is not sent again.
 */
#ifndef CHZ_AUTH_GRANT_H
#define CHZ_AUTH_GRANT_H

#include "auth/account.h"
#include "net/http.h"
#include "platform/oauth.h"

struct grant;

/* `done` is called once for each request, from the loop, with an exit status
 * and, unless it is EXIT_OK, why. */
struct grant *grant_new(struct http *, const struct oauth *,
    void (*done)(void *ctx, int status, const char *why), void *ctx);
/* The tokens are the caller's, and filled in before `done`. */
void grant_by_code(struct grant *, const struct oauth_login *, struct str code,
    struct account *);
void grant_refresh(struct grant *, struct account *);
void grant_revoke(struct grant *, const struct account *);
bool grant_is_busy(const struct grant *);
void grant_free(struct grant *); /* accepts NULL */

#endif
