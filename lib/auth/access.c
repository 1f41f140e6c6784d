/* Gives access tokens, and gets new ones. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auth/access.h"
#include "auth/grant.h"
#include "core/diag.h"
#include "core/mem.h"
#include "core/secret.h"
#include "core/when.h"

enum {
	MARGIN_MS = 60 * 1000,  /* of a token's life that nobody begins with */
	LOOK_MS = 50,           /* between two tries to get the lock */
	PATIENCE_MS = 60 * 1000 /* for whoever has it */
};

struct access {
	struct access_settings set;
	struct account tokens;
	struct timer *wait;
	struct grant *grant;
	char *refused; /* an access token that is not wanted; or NULL */
	void (*done)(void *ctx, const struct access_answer *);
	void *ctx;
	int lock; /* -1: not ours */
	int64_t since;
	struct buf why;
};

static void
unlock(struct access *a)
{
	if (a->lock >= 0)
		close(a->lock);
	a->lock = -1;
}

static void
end(struct access *a, int status, const char *why)
{
	struct access_answer answer = { .status = status, .why = why };

	if (status == EXIT_OK)
		answer.tokens = &a->tokens;
	unlock(a);
	secret_free(a->refused);
	a->refused = NULL;
	a->done(a->ctx, &answer);
}

/* Whether the tokens in hand will do. */
static bool
is_good(const struct access *a)
{
	const struct account *t = &a->tokens;

	if (t->access == NULL ||
	    (a->refused != NULL && strcmp(t->access, a->refused) == 0))
		return false;
	return t->expires_at == WHEN_UNKNOWN ||
	    t->expires_at - when_now() > MARGIN_MS;
}

/* Reads the file; false when that was the end. */
static bool
look(struct access *a)
{
	const char *why = NULL;

	account_free(&a->tokens);
	if (!account_read(a->set.path, &a->tokens, &why)) {
		end(a, EXIT_DENIED, why);
		return false;
	}
	if (is_good(a)) {
		end(a, EXIT_OK, NULL);
		return false;
	}
	if (a->tokens.refresh == NULL) {
		end(a, EXIT_DENIED, "the login has ended; log in again");
		return false;
	}
	return true;
}

static void
on_grant(void *ctx, int status, const char *why)
{
	struct access *a = ctx;

	if (status == EXIT_OK && !account_write(a->set.path, &a->tokens)) {
		/* They are good, but the next process will not have them. */
		diag_error("%s: %s", a->set.path, strerror(errno));
		status = EXIT_SOME_FAILED;
		why = "new tokens cannot be kept";
	}
	end(a, status, why);
}

static void
take_lock(void *ctx)
{
	struct access *a = ctx;

	a->lock = account_lock(a->set.path);
	if (a->lock < 0 && errno != EWOULDBLOCK) {
		buf_fmt(&a->why, "%s.lock: %s", a->set.path, strerror(errno));
		end(a, EXIT_SOME_FAILED, buf_text(&a->why));
	} else if (a->lock < 0 &&
	    loop_now(a->set.loop) - a->since >= PATIENCE_MS) {
		end(a, EXIT_AWAY, "another process keeps the tokens locked");
	} else if (a->lock < 0) {
		timer_set(a->wait, LOOK_MS);
	} else if (look(a)) { /* what others did meanwhile */
		grant_refresh(a->grant, &a->tokens);
	}
}

struct access *
access_new(const struct access_settings *set)
{
	struct access *a = xcalloc(1, sizeof *a);

	a->set = *set;
	a->lock = -1;
	a->tokens = account_none();
	a->wait = timer_new(set->loop, take_lock, a);
	a->grant = grant_new(set->http, set->oauth, on_grant, a);
	return a;
}

void
access_get(struct access *a, const char *refused,
    void (*done)(void *ctx, const struct access_answer *), void *ctx)
{
	a->done = done;
	a->ctx = ctx;
	a->since = loop_now(a->set.loop);
	a->why.n = 0;
	a->refused = refused != NULL ? xstrdup(refused) : NULL;
	if (look(a))
		take_lock(a);
}

bool
access_is_busy(const struct access *a)
{
	return grant_is_busy(a->grant);
}

void
access_free(struct access *a)
{
	if (a == NULL)
		return;
	unlock(a);
	timer_free(a->wait);
	grant_free(a->grant);
	account_free(&a->tokens);
	secret_free(a->refused);
	buf_free(&a->why);
	free(a);
}
