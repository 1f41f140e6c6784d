/* Talks to token servers. */
#include <stdlib.h>

#include "auth/grant.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/secret.h"
#include "core/when.h"

struct grant {
	struct http *http;
	const struct oauth *oauth;
	void (*done)(void *ctx, int status, const char *why);
	void *ctx;
	struct http_call *call;
	struct account *tokens; /* that are filled in; NULL: none wanted */
	struct arena texts;
	struct buf why;
};

struct grant *
grant_new(struct http *http, const struct oauth *oauth,
    void (*done)(void *ctx, int status, const char *why), void *ctx)
{
	struct grant *g = xcalloc(1, sizeof *g);

	g->http = http;
	g->oauth = oauth;
	g->done = done;
	g->ctx = ctx;
	return g;
}

/* ---- what comes of it ---- */

static void
replace(char **at, struct str text)
{
	if (text.n == 0)
		return;
	secret_free(*at);
	*at = xstrndup(text.p, text.n);
}

static void
fill(struct account *t, const struct oauth_grant *got)
{
	replace(&t->access, got->access_token);
	replace(&t->refresh, got->refresh_token);
	replace(&t->scope, got->scope);
	t->expires_at = got->expires_s > 0 ? when_now() + got->expires_s * 1000
					   : WHEN_UNKNOWN;
}

static int
status_of(enum oauth_result result)
{
	switch (result) {
	case OAUTH_OK:
		return EXIT_OK;
	case OAUTH_LOGIN:
	case OAUTH_CLIENT:
		return EXIT_DENIED;
	case OAUTH_BROKEN:
		return EXIT_AWAY;
	case OAUTH_REFUSED:
		break;
	}
	return EXIT_SOME_FAILED;
}

/* What it means for the user, and what the service calls it. */
static void
explain(struct grant *g, enum oauth_result result, struct str what)
{
	static const char *const words[] = {
		[OAUTH_LOGIN] = "the login has ended; log in again",
		[OAUTH_CLIENT] = "the client id or secret is wrong",
		[OAUTH_REFUSED] = "refused",
		[OAUTH_BROKEN] = "no answer that can be understood",
	};

	buf_adds(&g->why, words[result]);
	if (what.n > 0)
		buf_fmt(&g->why, " (%.*s)", STR_ARG(what));
}

static void
on_answer(void *ctx, const struct http_answer *answer)
{
	struct grant *g = ctx;
	struct oauth_grant got = { 0 };
	enum oauth_result result = OAUTH_BROKEN;
	struct str what = { 0 };

	g->call = NULL;
	g->why.n = 0;
	if (answer->status > 0)
		result = oauth_read(g->oauth, answer->status, answer->body,
		    &got, &g->texts, &what);
	if (result == OAUTH_OK && g->tokens != NULL && got.access_token.n == 0)
		result = OAUTH_BROKEN;
	if (answer->status == 0)
		buf_adds(&g->why, answer->why);
	else if (result != OAUTH_OK)
		explain(g, result, what);
	else if (g->tokens != NULL)
		fill(g->tokens, &got);
	arena_reset(&g->texts);
	g->done(g->ctx, status_of(result),
	    result == OAUTH_OK ? NULL : buf_text(&g->why));
}

/* ---- requests ---- */

static void
post(struct grant *g, const char *url, struct buf *body)
{
	g->call = http_send(g->http,
	    &(struct http_request){ .url = url,
		.method = "POST",
		.body = buf_view(body),
		.headers = (const char *[]){ oauth_type(g->oauth), NULL },
		.tries = 1,
		.done = on_answer,
		.ctx = g });
	secret_free_buf(body);
}

void
grant_by_code(struct grant *g, const struct oauth_login *login, struct str code,
    struct account *tokens)
{
	struct buf body = { 0 };

	g->tokens = tokens;
	oauth_put_code(&body, g->oauth, login, code);
	post(g, g->oauth->token_url, &body);
}

void
grant_refresh(struct grant *g, struct account *tokens)
{
	struct buf body = { 0 };

	g->tokens = tokens;
	oauth_put_refresh(&body, g->oauth, str_of(tokens->refresh));
	post(g, g->oauth->token_url, &body);
}

void
grant_revoke(struct grant *g, const struct account *tokens)
{
	struct buf body = { 0 };

	g->tokens = NULL;
	oauth_put_revoke(&body, g->oauth, str_of(tokens->refresh));
	post(g, g->oauth->revoke_url, &body);
}

bool
grant_is_busy(const struct grant *g)
{
	return g->call != NULL;
}

void
grant_free(struct grant *g)
{
	if (g == NULL)
		return;
	http_cancel(g->call);
	arena_free(&g->texts);
	buf_free(&g->why);
	free(g);
}
