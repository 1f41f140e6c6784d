/*
 * login.h - logging in: the user opens an address, says yes, and the browser
 * comes back with a code, to a server of ours that lives for that alone.
 *
 * Where the browser is on another machine, the user brings the address that it
 * was sent to.  A code counts only with the state of this login; a page that
 * comes without is refused, and changes nothing.
 */
#ifndef CHZ_AUTH_LOGIN_H
#define CHZ_AUTH_LOGIN_H

#include "auth/service.h"
#include "net/http.h"

struct login;

struct login_settings {
	struct loop *loop;
	struct http *http;
	const struct auth_service *service;
	const char *path; /* where the tokens go */
	bool serve;       /* else only login_take brings the code */
	/* Called once, from the loop, with an exit status, and unless it is
	 * EXIT_OK why; `account` is who has logged in. */
	void (*done)(void *ctx, int status, const char *why,
	    const struct account *account);
	void *ctx;
};

/* NULL, after reporting it, when it cannot listen. */
struct login *login_new(const struct login_settings *);
/* What the user is to open. */
const char *login_url(const struct login *);
/* The address that the browser came to, or its query; NULL, or what is wrong
 * with it. */
const char *login_take(struct login *, struct str address);
/* Takes over tokens of another program's: they are exchanged at once, so that
 * they are ours alone.  NULL, or what is wrong with them. */
const char *login_take_over(struct login *, const char *path);
bool login_is_busy(const struct login *); /* tokens are under way */
void login_free(struct login *);          /* accepts NULL */

#endif
