/*
 * service.h - the services that tools log in at, by the user's settings.
 *
 * Client id and secret come from the environment or the config file alone.
 */
#ifndef CHZ_AUTH_SERVICE_H
#define CHZ_AUTH_SERVICE_H

#include <stdbool.h>

#include "platform/oauth.h"

struct auth_service {
	const char *name;     /* "chzzk", "youtube" */
	struct oauth oauth;   /* URLs, and us */
	const char *redirect; /* where the browser comes back to */
	const char *me_url;   /* who has logged in; or NULL */
	char *urls[4];        /* private */
};

bool auth_service_known(struct str name);
/* Fills in a known one: EXIT_OK; or, where the client's id or secret is missing
 * or a token would travel in the clear, an exit status, and appends why, with
 * the names of the settings.  Either way it is to be closed. */
int auth_service_find(struct auth_service *, struct str name, struct buf *why);
/* The same, but ends the tool; false when there is no service of that name. */
bool auth_service_open(struct auth_service *, struct str name);
void auth_service_close(struct auth_service *);

/* Where an account's tokens are: ~/.local/state/chz/chzzk.json, or with a name
 * chzzk-NAME.json.  malloc'ed; ends the tool when there is no home. */
char *auth_path(const char *service, const char *as);

#endif
