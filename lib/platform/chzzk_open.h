/*
 * chzzk_open.h - Chzzk's official API: requests and what the answers mean.  No
 * sockets.
 *
 * Calls of a user have his access token ("Authorization: Bearer ...").  Answers
 * come in the envelope of the web API (chzzk_api.h).  A message is plain text
 * of at most CHZZK_MESSAGE characters, and goes into the chat of the token's
 * own channel.
 */
#ifndef CHZ_PLATFORM_CHZZK_OPEN_H
#define CHZ_PLATFORM_CHZZK_OPEN_H

#include "core/mem.h"
#include "core/str.h"

enum { CHZZK_MESSAGE = 100 /* characters */ };

/* Appends the address below `base` that a message is posted to, and the body.
 */
void chzzk_open_url_send(struct buf *, const char *base);
void chzzk_open_put_message(struct buf *, struct str text);

enum chzzk_open_result {
	CHZZK_OPEN_OK,
	CHZZK_OPEN_TOKEN,  /* 401: the access token is not good any more */
	CHZZK_OPEN_DENIED, /* 403: not allowed; the scope is missing */
	CHZZK_OPEN_BUSY,   /* 429, 5xx, or no answer of its: try again */
	CHZZK_OPEN_REFUSED /* this request, for ever */
};

/* Reads an answer; *why is the service's word, lent by it and the arena. */
enum chzzk_open_result chzzk_open_read(
    long status, struct str body, struct arena *, struct str *why);

#endif
