/* Shares an access token. */
#include <stdlib.h>
#include <string.h>

#include "auth/bearer.h"
#include "core/mem.h"
#include "core/secret.h"
#include "core/when.h"

enum { MARGIN_MS = 45 * 1000 /* of its life; access.h renews before */ };

struct bearer {
	struct access *access;
	struct timer *start;
	struct buf header; /* empty: there is no token */
	char *token;       /* the last one, refused or not */
	int64_t expires_at;
	unsigned number;
	bool asking, refused;
	struct bearer_waiter *first, *due; /* for the next answer, for this */
};

static const char scheme[] = "Authorization: Bearer ";

static void
keep(struct bearer *b, const struct account *tokens)
{
	b->header.n = 0;
	buf_adds(&b->header, scheme);
	buf_adds(&b->header, tokens->access);
	if (b->token == NULL || strcmp(b->token, tokens->access) != 0)
		b->number++;
	secret_free(b->token);
	b->token = xstrdup(tokens->access);
	b->expires_at = tokens->expires_at;
	b->refused = false;
}

/* Whoever is called may wait again, or leave with others. */
static void
on_token(void *ctx, const struct access_answer *answer)
{
	struct bearer *b = ctx;

	b->asking = false;
	b->due = b->first;
	b->first = NULL;
	if (answer->tokens != NULL)
		keep(b, answer->tokens);
	while (b->due != NULL) {
		struct bearer_waiter *waiter = b->due;

		b->due = waiter->next;
		waiter->waits = false;
		waiter->ready(waiter->ctx, answer);
	}
}

static void
start(void *ctx)
{
	struct bearer *b = ctx;

	access_get(b->access, b->refused ? b->token : NULL, on_token, b);
}

struct bearer *
bearer_new(const struct access_settings *set)
{
	struct bearer *b = xcalloc(1, sizeof *b);

	b->access = access_new(set);
	b->start = timer_new(set->loop, start, b);
	return b;
}

void
bearer_free(struct bearer *b)
{
	if (b == NULL)
		return;
	access_free(b->access);
	timer_free(b->start);
	secret_free(b->token);
	secret_free_buf(&b->header);
	free(b);
}

bool
bearer_is_good(const struct bearer *b)
{
	return b->header.n > 0 && !b->refused &&
	    (b->expires_at == WHEN_UNKNOWN ||
		b->expires_at - when_now() > MARGIN_MS);
}

const char *
bearer_header(struct bearer *b)
{
	return buf_text(&b->header);
}

unsigned
bearer_number(const struct bearer *b)
{
	return b->number;
}

void
bearer_wait(struct bearer *b, struct bearer_waiter *waiter)
{
	if (!waiter->waits) {
		waiter->waits = true;
		waiter->next = b->first;
		b->first = waiter;
	}
	if (!b->asking)
		timer_set(b->start, 0);
	b->asking = true;
}

static void
unlink_from(struct bearer_waiter **at, const struct bearer_waiter *waiter)
{
	while (*at != NULL && *at != waiter)
		at = &(*at)->next;
	if (*at != NULL)
		*at = waiter->next;
}

void
bearer_leave(struct bearer *b, struct bearer_waiter *waiter)
{
	unlink_from(&b->first, waiter);
	unlink_from(&b->due, waiter);
	waiter->waits = false;
}

void
bearer_refuse(struct bearer *b, unsigned number)
{
	if (number == b->number)
		b->refused = true;
}
