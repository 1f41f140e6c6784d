/* Knows the services that tools log in at. */
#include <stdlib.h>

#include "auth/service.h"
#include "core/conf.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/name.h"
#include "net/http.h"

/* Reading chat and writing it is one scope with Google. */
#define YOUTUBE_SCOPE "https://www.googleapis.com/auth/youtube.force-ssl"

static const struct {
	const char *name;
	enum oauth_kind kind;
	const char *id, *secret, *redirect; /* settings */
	const char *login_base, *token_base;
	const char *login, *token, *revoke, *me; /* below the bases */
	const char *scope;
} known[] = {
	{ "chzzk", OAUTH_CHZZK, "CHZ_CHZZK_ID", "CHZ_CHZZK_SECRET",
	    "CHZ_CHZZK_REDIRECT", "CHZ_CHZZK_LOGIN_URL", "CHZ_OPENAPI_URL", "",
	    "/auth/v1/token", "/auth/v1/token/revoke", "/open/v1/users/me",
	    NULL },
	{ "youtube", OAUTH_GOOGLE, "CHZ_YOUTUBE_ID", "CHZ_YOUTUBE_SECRET",
	    "CHZ_YOUTUBE_REDIRECT", "CHZ_GOOGLE_LOGIN_URL",
	    "CHZ_GOOGLE_TOKEN_URL", "", "/token", "/revoke", NULL,
	    YOUTUBE_SCOPE },
};
enum { KNOWN = sizeof known / sizeof *known };

/* KNOWN when there is none of that name. */
static int
find(struct str name)
{
	int i = 0;

	while (i < KNOWN && !str_is(name, known[i].name))
		i++;
	return i;
}

bool
auth_service_known(struct str name)
{
	return find(name) < KNOWN;
}

static char *
joined(const char *base, const char *path)
{
	struct buf b = { 0 };

	buf_fmt(&b, "%s%s", conf_get(base), path);
	return (char *)buf_text(&b);
}

static int
lacks(const char *value, const char *key, const char *service, struct buf *why)
{
	if (value != NULL && *value != '\0')
		return EXIT_OK;
	buf_fmt(why, "%s: set %s, in the environment or the config file",
	    service, key);
	return EXIT_DENIED;
}

static int
shows(const char *base, struct buf *why)
{
	if (http_is_private(conf_get(base)))
		return EXIT_OK;
	buf_fmt(why, "%s: tokens go over https only", base);
	return EXIT_MISUSE;
}

int
auth_service_find(struct auth_service *s, struct str name, struct buf *why)
{
	int i = find(name), status;

	*s = (struct auth_service){ .name = known[i].name,
		.redirect = conf_get(known[i].redirect) };
	s->urls[0] = joined(known[i].login_base, known[i].login);
	s->urls[1] = joined(known[i].token_base, known[i].token);
	s->urls[2] = joined(known[i].token_base, known[i].revoke);
	if (known[i].me != NULL)
		s->me_url = s->urls[3] =
		    joined(known[i].token_base, known[i].me);
	s->oauth = (struct oauth){ .kind = known[i].kind,
		.login_url = s->urls[0],
		.token_url = s->urls[1],
		.revoke_url = s->urls[2],
		.scope = known[i].scope,
		.client_id = conf_get(known[i].id),
		.client_secret = conf_secret(known[i].secret) };
	if ((status = shows(known[i].login_base, why)) == EXIT_OK &&
	    (status = shows(known[i].token_base, why)) == EXIT_OK &&
	    (status = lacks(s->oauth.client_id, known[i].id, s->name, why)) ==
		EXIT_OK)
		status = lacks(
		    s->oauth.client_secret, known[i].secret, s->name, why);
	return status;
}

bool
auth_service_open(struct auth_service *s, struct str name)
{
	struct buf why = { 0 };
	int status;

	if (!auth_service_known(name))
		return false;
	status = auth_service_find(s, name, &why);
	if (status != EXIT_OK)
		diag_die(status, "%s", buf_text(&why));
	buf_free(&why);
	return true;
}

void
auth_service_close(struct auth_service *s)
{
	for (int i = 0; i < 4; i++)
		free(s->urls[i]);
}

char *
auth_path(const char *service, const char *as)
{
	struct buf name = { 0 };
	char *path;

	buf_adds(&name, service);
	if (as != NULL) {
		buf_addc(&name, '-');
		name_safe(&name, str_of(as));
	}
	buf_adds(&name, ".json");
	path = conf_state_path(buf_text(&name));
	buf_free(&name);
	if (path == NULL)
		diag_die(EXIT_SOME_FAILED, "no home for tokens: set HOME");
	return path;
}
