/*
 * bearer.h - the header with an access token, for many who ask at a time.
 *
 * A token serves all until it is about to end or is refused; whoever comes then
 * waits for the next one, which is asked for once.
 */
#ifndef CHZ_AUTH_BEARER_H
#define CHZ_AUTH_BEARER_H

#include "auth/access.h"

struct bearer;

/* Somebody who waits: zero but for the first two, and his until he was called
 * or has left. */
struct bearer_waiter {
	/* From the loop: there is a token, or answer->why says why not. */
	void (*ready)(void *ctx, const struct access_answer *);
	void *ctx;
	/* private */
	bool waits;
	struct bearer_waiter *next;
};

struct bearer *bearer_new(const struct access_settings *);
void bearer_free(struct bearer *); /* accepts NULL */

/* Whether there is a token that will last; else it has to be waited for. */
bool bearer_is_good(const struct bearer *);
/* "Authorization: Bearer ..." of the last token, lent until the loop goes on,
 * and which token that is. */
const char *bearer_header(struct bearer *);
unsigned bearer_number(const struct bearer *);
void bearer_wait(struct bearer *, struct bearer_waiter *);
void bearer_leave(struct bearer *, struct bearer_waiter *);
/* The service has refused the token of that number. */
void bearer_refuse(struct bearer *, unsigned number);

#endif
